package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /managed/semantic-search} ({@code http-api.md} 4.17). Thread-safe. */
@Component(service = SemanticSearchResource.class)
@JakartarsResource
@Path("managed/semantic-search")
public final class SemanticSearchResource {
    private static final long MAX_LIMIT = 100;

    private final Exchanges exchanges;

    /** A resource in front of these services. */
    @Activate
    public SemanticSearchResource(@Reference Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Refused after a look at the question: there is nothing that knows what texts mean. */
    @Endpoint(
            value = "Finds entries by meaning",
            body = "Object",
            reply = "Found",
            errors = {"400 request 202 no query", "400 request 402 illegal body", "400 request 217 not set up"})
    @POST
    public Response search() throws IOException {
        JsonObject body = body();
        if (body.get("query").filter(v -> !v.isNull()).isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The query is missing");
        }
        boolean text = body.string("query").filter(q -> !q.isBlank()).isPresent();
        boolean limited = body.get("limit").filter(v -> !v.isNull()).isEmpty()
                || body.number("limit")
                        .filter(JsonNumber::isLong)
                        .map(JsonNumber::longValue)
                        .filter(n -> n >= 1 && n <= MAX_LIMIT)
                        .isPresent();
        if (!text || !limited) {
            throw illegal();
        }
        throw DmartException.Invalid.request(ErrorCode.NOT_SUPPORTED_TYPE, "Semantic search is not configured");
    }

    /** The body, whose mistakes are 402 here. */
    private JsonObject body() throws IOException {
        try {
            return JsonBody.read(exchanges.current().request());
        } catch (DmartException.Invalid e) {
            throw e.code() == ErrorCode.UNPROCESSABLE_ENTITY ? illegal() : e;
        }
    }

    private static DmartException illegal() {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The query is not legal");
    }
}
