package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.ReindexProgress;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /admin/reindex}: brings the index in line with the files, for administrators ({@code query.md} 6.6). Thread-safe. */
@Component(service = IndexResource.class)
@JakartarsResource
@Path("admin/reindex")
public final class IndexResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public IndexResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Begins a run: {@code {"space_name":..,"changed":true}}, both optional. */
    @Endpoint(
            value = "Brings the index in line with the files; for administrators",
            body = "Object",
            bodyOptional = true,
            reply = "Attributes",
            errors = {"401 request 401 not an administrator"})
    @POST
    public Response start() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.readOptional(exchange.request()).orElse(JsonObject.EMPTY);
        Optional<SpaceName> space = body.string("space_name").map(SpaceName::new);
        return reply(backend.index()
                .reindex(exchange.reader(), space, body.bool("changed").orElse(false)));
    }

    /** How far it is. */
    @Endpoint(
            value = "How far a run over the index is; for administrators",
            reply = "Attributes",
            errors = {"401 request 401 not an administrator"})
    @GET
    public Response progress() {
        return reply(backend.index().progress(exchanges.current().reader()));
    }

    private static Response reply(ReindexProgress progress) {
        JsonObject.Builder out = JsonObject.builder()
                .put("state", progress.state().name().toLowerCase(Locale.ROOT))
                .put("changed", progress.changedOnly())
                .put("entries", progress.entries())
                .put("expected", progress.expected())
                .put("written", progress.written())
                .put("removed", progress.removed())
                .put("millis", progress.millis())
                .put("per_second", progress.perSecond());
        if (!progress.scope().isEmpty()) {
            out.put("space_name", progress.scope());
        }
        if (progress.secondsLeft() >= 0) {
            out.put("seconds_left", progress.secondsLeft());
        }
        return Replies.json(WireWriter.attributes(out.build()));
    }
}
