package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.TicketService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code PUT /managed/progress-ticket/..}: moves a ticket on ({@code http-api.md} 4.11). Thread-safe. */
@Component(service = TicketResource.class)
@JakartarsResource
@Path("managed/progress-ticket/{path: .*}")
public final class TicketResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public TicketResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Takes the action that the last segment names. The body may be left out. */
    @Endpoint(
            value = "Takes a ticket one step further",
            route = "PUT /managed/progress-ticket/{space_name}/{subpath}/{shortname}/{action}",
            query = {"retrieve_lock_status boolean"},
            body = "Progress",
            bodyOptional = true,
            reply = "Found",
            errors = {
                "404 db 220 entry or space missing",
                "401 request 401 no permission",
                "400 request 203 space missing",
                "400 transition 299 ticket closed",
                "400 transition 300 action, role or resolution does not fit",
                "400 ticket 218 workflow without a body",
                "400 transition 202 resolution missing",
                "403 lock 31 somebody else holds the lock"
            })
    @PUT
    public Response progress() throws IOException {
        Exchange exchange = exchanges.current();
        Locator ticket = EntryPath.untyped(exchange.path(), ResourceType.TICKET, 1);
        List<String> segments = exchange.path().segments();
        JsonObject body = JsonBody.readOptional(exchange.request()).orElse(JsonObject.EMPTY);
        TicketService.Step step = new TicketService.Step(
                segments.get(segments.size() - 1),
                text(body, "resolution").or(() -> text(body, "resolution_reason")),
                text(body, "comment"),
                QueryString.parse(exchange.request().getQueryString()).flag("retrieve_lock_status"));
        TicketService.Progress now = backend.tickets().progress(exchange.writer(), ticket, step);
        return Replies.json(WireWriter.recordsAnd(
                List.of(),
                JsonObject.builder()
                        .put("state", now.state())
                        .put("is_open", now.open())
                        .put("total", 0)
                        .put("returned", 0)
                        .build()));
    }

    /** A text that is there; null and blank count as absent. */
    private static Optional<String> text(JsonObject body, String name) {
        return body.get(name)
                .filter(v -> !v.isNull())
                .map(v -> v.asString()
                        .orElseThrow(() -> DmartException.Invalid.field(
                                List.of("body", name), "Input should be a valid string", "string_type")))
                .filter(t -> !t.isBlank());
    }
}
