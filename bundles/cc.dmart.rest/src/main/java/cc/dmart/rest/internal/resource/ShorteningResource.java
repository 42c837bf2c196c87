package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;
import org.osgi.service.metatype.annotations.Designate;

/** {@code GET /managed/shortening/..}: makes a short link to an entry ({@code http-api.md} 4.14). Thread-safe. */
@Component(
        service = ShorteningResource.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
@JakartarsResource
@Path("managed/shortening/{path: .*}")
public final class ShorteningResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final String server;

    /** A resource in front of these services. */
    @Activate
    public ShorteningResource(@Reference Exchanges exchanges, @Reference Backend backend, RestConfig config) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.server = config.app_url().strip().replaceAll("/+$", "");
    }

    /** Token and address of the link. */
    @Endpoint(
            value = "Makes a short link to an entry",
            route = "GET /managed/shortening/{space_name}/{subpath}/{shortname}",
            reply = "Attributes",
            errors = {"404 db 220 entry missing", "401 request 401 no permission"})
    @GET
    @ChangesState
    public Response shorten() {
        Exchange exchange = exchanges.current();
        Locator at = EntryPath.untyped(exchange.path(), ResourceType.CONTENT, 0);
        String token = backend.links().shorten(exchange.reader(), at.space(), at.subpath(), at.shortname());
        String origin = server.isEmpty() ? exchange.ownOrigin() : server;
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("token", token)
                .put("short_url", origin + "/managed/s/" + token)
                .build()));
    }
}
