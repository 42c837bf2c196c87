package cc.dmart.plugin.db_entries_count_history.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.Endpoint;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code GET /db_entries_count_history/} for administrators ({@code plugins-events.md} 3). */
@Component(service = CountResource.class)
@JakartarsResource
@Path("db_entries_count_history")
public final class CountResource {
    private final DmartApi api;
    private final CountHistory history;

    /** The resource. */
    @Activate
    public CountResource(@Reference DmartApi api, @Reference CountHistory history) {
        this.api = api;
        this.history = history;
    }

    /** The counts of every space, oldest first. */
    @GET
    @Produces("application/json")
    @Endpoint(
            value = "Number of entries of every space over time",
            reply = "application/json",
            errors = "401 request 401 not an administrator")
    public String counts() throws IOException {
        api.requireAdministrator();
        if (history.isEmpty()) {
            history.take(LocalDateTime.now(api.timezone()));
        }
        List<JsonValue> spaces = new ArrayList<>();
        history.samples()
                .forEach((space, samples) -> spaces.add(JsonObject.builder()
                        .put("spacename", space)
                        .put(
                                "data",
                                new JsonArray(samples.stream()
                                        .map(CountResource::json)
                                        .toList()))
                        .build()));
        return JsonCodec.writeString(JsonObject.builder()
                .put("status", "success")
                .put("data", new JsonArray(spaces))
                .build());
    }

    private static JsonValue json(CountHistory.Sample sample) {
        return JsonObject.builder()
                .put("entries_count", sample.count())
                .put("recorded_at", sample.at())
                .build();
    }
}
