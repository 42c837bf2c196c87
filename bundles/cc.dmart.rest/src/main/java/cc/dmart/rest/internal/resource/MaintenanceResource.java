package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
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

    /** A resource in front of these services. */
    @Activate
    public MaintenanceResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Forgets what was worked out from accounts and permissions; changes nothing that is stored. */
    @Endpoint(
            value = "Forgets what was worked out from accounts and permissions; for the user dmart",
            reply = "Success",
            errors = {"401 auth 401 another user"})
    @GET
    @ChangesState
    public Response reload() {
        backend.maintenance().reloadSecurityData(exchanges.current().reader());
        return Replies.json(WireWriter.records(List.of()));
    }
}
