package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code GET /managed/reload-security-data} ({@code http-api.md} 4.15). Thread-safe. */
@Component(service = MaintenanceResource.class)
@JakartarsResource
@Path("managed/reload-security-data")
public final class MaintenanceResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Sessions sessions;

    /** A resource in front of these services. */
    @Activate
    public MaintenanceResource(
            @Reference Exchanges exchanges, @Reference Backend backend, @Reference Sessions sessions) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.sessions = sessions;
    }

    /** Forgets what was worked out from accounts and permissions; changes nothing that is stored. */
    @Endpoint(
            value = "Forgets what was worked out from accounts and permissions; for the user dmart",
            reply = "Success",
            errors = {"401 auth 401 another user"})
    @GET
    public Response reload() {
        Exchange exchange = exchanges.current();
        sessions.refuseForeign(exchange);
        backend.maintenance().reloadSecurityData(exchange.reader());
        return Replies.json(WireWriter.records(List.of()));
    }
}
