package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.AlterationService;
import cc.dmart.api.service.BatchResult;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireReader;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /managed/apply-alteration/..}: carries out a proposed change ({@code http-api.md} 4.16). Thread-safe. */
@Component(service = AlterationResource.class)
@JakartarsResource
@Path("managed/apply-alteration/{space}/{alteration}")
public final class AlterationResource {
    private static final int SPACE = 2;
    private static final int ALTERATION = 3;

    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public AlterationResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Changes the entry that the body names; without one, all entries that the alteration's own query finds. */
    @Endpoint(
            value = "Carries out a proposed change of the entry that the body names, or of all that its own query"
                    + " finds",
            route = "POST /managed/apply-alteration/{space_name}/{alteration_name}",
            body = "Record",
            bodyOptional = true,
            reply = "Success",
            errors = {
                "404 db 220 entry or space missing",
                "401 request 401 no permission",
                "400 request 202 something is missing",
                "400 request 402 its query names no entries",
                "400 request 430 it could not be applied"
            })
    @POST
    public Response apply() throws IOException {
        Exchange exchange = exchanges.current();
        List<String> segments = exchange.path().segments();
        SpaceName space = EntryPath.space(segments.get(SPACE));
        Shortname alteration = EntryPath.shortname(segments.get(ALTERATION));
        JsonObject body = JsonBody.readOptional(exchange.request()).orElse(JsonObject.EMPTY);
        return body.has("resource_type")
                ? toOne(exchange, space, WireReader.record(withAttributes(body), List.of("body")), alteration)
                : toAll(exchange, space, alteration);
    }

    private static JsonObject withAttributes(JsonObject record) {
        return record.has("attributes") ? record : record.with("attributes", JsonObject.EMPTY);
    }

    private Response toOne(Exchange exchange, SpaceName space, WireRecord entry, Shortname alteration) {
        BatchResult result = backend.alterations().apply(exchange.writer(), space, entry, alteration);
        return result.failed().isEmpty()
                ? Replies.json(WireWriter.records(List.of()))
                : Replies.json(400, WireWriter.partlyFailed(result));
    }

    private Response toAll(Exchange exchange, SpaceName space, Shortname alteration) {
        AlterationService.Applied applied = backend.alterations().applyToAll(exchange.writer(), space, alteration);
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("alteration", alteration.value())
                .put("matched", applied.matched())
                .put("updated", applied.updated())
                .put("failed_count", applied.failed().size())
                .put(
                        "failed",
                        new JsonArray(applied.failed().stream()
                                .<JsonValue>map(WireWriter::failure)
                                .toList()))
                .build()));
    }
}
