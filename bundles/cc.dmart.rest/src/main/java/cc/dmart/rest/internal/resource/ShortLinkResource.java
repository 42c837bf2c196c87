package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;
import org.osgi.service.metatype.annotations.Designate;

/** {@code /managed/s/*}: short links to addresses of this server ({@code http-api.md} 4.14). Thread-safe. */
@Component(
        service = ShortLinkResource.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
@JakartarsResource
@Path("managed/s")
@Open
public final class ShortLinkResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final String home;

    /** A resource in front of these services. */
    @Activate
    public ShortLinkResource(@Reference Exchanges exchanges, @Reference Backend backend, RestConfig config) {
        this.exchanges = exchanges;
        this.backend = backend;
        home = config.app_url().isBlank() ? "/" : config.app_url().strip();
    }

    /** Sends a browser where the link leads; one that is not known leads to the beginning. */
    @Endpoint(
            value = "Follows a short link",
            reply = "text/html",
            status = 302,
            errors = {"429 rate_limit 429 too many tries"})
    @GET
    @Path("{token}")
    public Response follow(@PathParam("token") String token) {
        Exchange exchange = exchanges.current();
        String target =
                backend.identity().target(token, UserResource.client(exchange)).orElse(home);
        return Response.status(Response.Status.FOUND)
                .header("Location", target)
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
