package cc.dmart.plugin.db_size_info.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.DeliveryService;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/**
 * {@code GET /db_size_info/} for administrators ({@code plugins-events.md} 3). A request never walks a folder: it answers the last
 * measurement and starts another if that is old, for which it waits two seconds at most.
 */
@Component(service = SizeResource.class)
@JakartarsResource
@Path("db_size_info")
public final class SizeResource {
    private static final String JOB = "db_size_info.Measure";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DmartApi api;
    private final SizeTable table;
    private final DeliveryService jobs;

    /** The resource. */
    @Activate
    public SizeResource(@Reference DmartApi api, @Reference SizeTable table, @Reference DeliveryService jobs) {
        this.api = api;
        this.table = table;
        this.jobs = jobs;
    }

    /** One row for each space. */
    @GET
    @Produces("application/json")
    @Endpoint(
            value = "Bytes on disk of every space",
            reply = "application/json",
            errors = "401 request 401 not an administrator")
    public String sizes() throws InterruptedException {
        api.requireAdministrator();
        SizeTable.Measured before = table.last();
        if (table.isOld(Instant.now())) {
            jobs.run(JOB);
            table.awaitAfter(before, PATIENCE);
        }
        SizeTable.Measured now = table.last();
        return JsonCodec.writeString(JsonObject.builder()
                .put("status", "success")
                .put("data", new JsonArray(new ArrayList<>(now.rows())))
                .put("measured_at", now.ended().toString())
                .build());
    }
}
