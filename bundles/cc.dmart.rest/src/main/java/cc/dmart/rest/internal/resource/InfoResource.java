package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import cc.dmart.api.service.QueryResult;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /info/*}: who am I, what is this ({@code http-api.md} 6). Thread-safe. */
@Component(service = InfoResource.class)
@JakartarsResource
@Path("info")
public final class InfoResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Sessions sessions;
    private final PluginBackend plugins;

    /** A resource in front of these services. */
    @Activate
    public InfoResource(
            @Reference Exchanges exchanges,
            @Reference Backend backend,
            @Reference Sessions sessions,
            @Reference PluginBackend plugins) {
        this.plugins = plugins;
        this.exchanges = exchanges;
        this.backend = backend;
        this.sessions = sessions;
    }

    /** Who is asking; never refused. */
    @Endpoint(value = "Who is asking; never refused", reply = "Attributes")
    @GET
    @Path("me")
    @Open
    public Response me() {
        Exchange exchange = exchanges.current();
        boolean authenticated = sessions.authenticateIfPossible(exchange);
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("shortname", exchange.reader().user())
                .put("authenticated", authenticated)
                .build()));
    }

    /** What this server is. */
    @Endpoint(value = "What this server is", reply = "Attributes")
    @GET
    @Path("manifest")
    public Response manifest() {
        return Replies.json(WireWriter.attributes(
                backend.system().manifest(exchanges.current().reader())));
    }

    /** Its settings without secrets. */
    @Endpoint(
            value = "Settings, secrets masked; for the user dmart",
            reply = "Attributes",
            errors = {"401 access 401 another user"})
    @GET
    @Path("settings")
    public Response settings() {
        return Replies.json(WireWriter.attributes(
                backend.system().settings(exchanges.current().reader())));
    }

    /** The plugins and how they are doing; all about them for administrators. */
    @Endpoint(value = "The plugins; details for administrators", reply = "Found")
    @GET
    @Path("plugins")
    public Response plugins() {
        PluginService service = plugins.plugins();
        boolean all =
                plugins.administrators().isAdministrator(exchanges.current().reader());
        List<PluginStatus> found = service.plugins();
        List<JsonObject> attributes = service.attributes(found, all);
        List<WireRecord> records = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            records.add(WireRecord.of(ResourceType.PLUGIN_WRAPPER, found.get(i).name(), "/", attributes.get(i)));
        }
        return Replies.json(WireWriter.query(new QueryResult(records, records.size(), records.size())));
    }
}
