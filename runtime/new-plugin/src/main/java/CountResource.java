package @package@;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code GET /@name@}: what was heard so far. The path begins with the name of the plugin; whoever asks is logged in. */
@Component(service = CountResource.class)
@JakartarsResource
@Path("@name@")
public final class CountResource {
    private final Counter counter;

    @Activate
    public CountResource(@Reference Counter counter) {
        this.counter = counter;
    }

    @GET
    @Produces("application/json")
    public String count(@Context SecurityContext security) {
        JsonObject attributes = JsonObject.builder()
                .put("count", (long) counter.count())
                .put("last", counter.last())
                .put("asked_by", security.getUserPrincipal().getName())
                .build();
        return JsonCodec.writeString(JsonObject.builder()
                .put("status", "success")
                .put("attributes", attributes)
                .build());
    }
}
