package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code GET /managed/ticket-actions/..}: what the caller may do with a ticket ({@code plugins-events.md} 4.7). Thread-safe. */
@Component(service = TicketActionsResource.class)
@JakartarsResource
@Path("managed/ticket-actions/{path: .*}")
public final class TicketActionsResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public TicketActionsResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** State, whether it is open, and the actions with their resolutions. */
    @Endpoint(
            value = "State of a ticket and what the caller may do with it",
            route = "GET /managed/ticket-actions/{space_name}/{subpath}/{shortname}",
            reply = "Attributes",
            errors = {"404 db 220 entry or space missing", "401 request 401 no permission"})
    @GET
    public Response actions() {
        Exchange exchange = exchanges.current();
        Locator ticket = EntryPath.untyped(exchange.path(), ResourceType.TICKET, 0);
        return Replies.json(WireWriter.attributes(backend.tickets().actions(exchange.reader(), ticket)));
    }
}
