package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.HealthCheckService.Depth;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /managed/health/*}: checks of the files of a space ({@code http-api.md} 4.15). Thread-safe. */
@Component(service = HealthCheckResource.class)
@JakartarsResource
@Path("managed/health")
public final class HealthCheckResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of this service. */
    @Activate
    public HealthCheckResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** The form that client libraries call: a soft check. */
    @Endpoint(
            value = "Checks the files of a space softly; for the user dmart",
            route = "GET /managed/health/{space_name}",
            reply = "Attributes",
            errors = {
                "400 request 203 space missing",
                "401 access 401 another user than dmart",
                "422 validation 424 illegal name"
            })
    @GET
    @Path("{space}")
    @ChangesState
    public Response soft(@PathParam("space") String space) {
        return check(allowed(), Depth.SOFT, space);
    }

    /** A check of a kind. */
    @Endpoint(
            value = "Checks the files of a space; for the user dmart",
            route = "GET /managed/health/{health_type}/{space_name}",
            reply = "Attributes",
            errors = {
                "400 media 403 unknown kind of check",
                "400 request 203 space missing",
                "401 access 401 another user than dmart",
                "422 validation 424 illegal name"
            })
    @GET
    @Path("{type}/{space}")
    @ChangesState
    public Response check(@PathParam("type") String type, @PathParam("space") String space) {
        Caller caller = allowed();
        Depth depth = switch (type) {
            case "soft" -> Depth.SOFT;
            case "hard" -> Depth.HARD;
            default ->
                throw new DmartException.Invalid(
                        400,
                        ErrorType.MEDIA,
                        ErrorCode.INVALID_HEALTH_CHECK,
                        "Unknown health check: soft or hard expected",
                        List.of());
        };
        return check(caller, depth, space);
    }

    private Caller allowed() {
        Caller caller = exchanges.current().reader();
        backend.healthChecks().requireAllowed(caller);
        return caller;
    }

    private Response check(Caller caller, Depth depth, String space) {
        String named = EntryPath.space(space).value();
        return Replies.json(WireWriter.attributes(backend.healthChecks().check(caller, named, depth)));
    }
}
