package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.LockService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /managed/lock/..}: timed claims on entries ({@code http-api.md} 4.12). Thread-safe. */
@Component(service = LockResource.class)
@JakartarsResource
@Path("managed/lock/{path: .*}")
public final class LockResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public LockResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Takes or extends a lock; {@code period} is its life in seconds. */
    @PUT
    @Endpoint(
            value = "Locks an entry for a while, or longer",
            route = "PUT /managed/lock/{resource_type}/{space_name}/{subpath}/{shortname}",
            query = {"period integer"},
            reply = "Attributes",
            errors = {"403 lock 31 somebody else holds it", "404 db 220 entry missing", "401 request 401 no permission"
            })
    public Response lock() {
        Exchange exchange = exchanges.current();
        Locator at = EntryPath.locator(exchange.path());
        LockService.Granted granted = backend.locks().lock(exchange.writer(), at, period(exchange));
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("message", "Successfully locked the entry for " + granted.period() + " seconds")
                .put("locked_by", granted.owner())
                .put("lock_period", granted.period())
                .build()));
    }

    private static OptionalLong period(Exchange exchange) {
        return QueryString.parse(exchange.request().getQueryString())
                .integer("period")
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /**
     * Ends a lock; {@code force} that of somebody else.
     *
     * @throws DmartException as {@link LockService#unlock}
     */
    @DELETE
    @Endpoint(
            value = "Unlocks an entry",
            route = "DELETE /managed/lock/{space_name}/{subpath}/{shortname}",
            query = {"force boolean"},
            reply = "Attributes",
            errors = {
                "403 lock 30 no lock, or somebody else holds it",
                "404 db 220 entry missing",
                "401 request 401 no permission"
            })
    public Response unlock() {
        Exchange exchange = exchanges.current();
        Locator at = EntryPath.untyped(exchange.path(), ResourceType.MEDIA, 0); // an attachment too has a lock
        boolean force = QueryString.parse(exchange.request().getQueryString()).flag("force");
        backend.locks().unlock(exchange.writer(), at.space(), at.subpath(), at.shortname(), force);
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("message", "Entry unlocked successfully")
                .build()));
    }
}
