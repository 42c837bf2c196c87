package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code GET /} ({@code http-api.md} 2). Thread-safe. */
@Component(service = RootResource.class)
@JakartarsResource
@Path("/")
@Open
public final class RootResource {
    private static final String HELLO = "{\"status\":\"success\",\"message\":\"DMART API\"}";

    /** Says what this is. */
    @Endpoint(value = "Says what this is", reply = "Message")
    @GET
    public Response hello() {
        return Replies.json(HELLO.getBytes(StandardCharsets.UTF_8));
    }
}
