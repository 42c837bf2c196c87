package cc.dmart.plugin.reports_stats.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.Endpoint;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /reports_stats/<space>/<subpath>/<shortname>}: counts one report now, for whoever may view it. */
@Component(service = ReportResource.class)
@JakartarsResource
@Path("reports_stats")
public final class ReportResource {
    private final DmartApi api;
    private final Reports reports;

    /** The resource. */
    @Activate
    public ReportResource(@Reference DmartApi api, @Reference Reports reports) {
        this.api = api;
        this.reports = reports;
    }

    /** Counts a report unless that was done within a minute. */
    @POST
    @Path("{space}/{subpath:.+}/{shortname}")
    @Produces("application/json")
    @Endpoint(
            value = "Counts what a saved report finds",
            reply = "application/json",
            errors = "404 db 220 no such report")
    public String count(
            @PathParam("space") String space,
            @PathParam("subpath") String subpath,
            @PathParam("shortname") String shortname) {
        Locator at = Locator.of(space, subpath, shortname, ResourceType.CONTENT);
        WireRecord report = api.load(at).orElseThrow(DmartException.NotFound::entry);
        JsonObject stats = reports.refresh(at, report, Instant.now()).orElse(JsonObject.EMPTY);
        return JsonCodec.writeString(JsonObject.builder()
                .put("status", "success")
                .put("attributes", stats)
                .build());
    }
}
