package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.AccessExplanation.Step;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireReader;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /admin/explain}: why somebody may or may not do something, for administrators ({@code security.md} 3.5). Thread-safe. */
@Component(service = ExplainResource.class)
@JakartarsResource
@Path("admin/explain")
public final class ExplainResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public ExplainResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Asks with the body of {@link WireReader#question}. */
    @Endpoint(
            value = "Why an account may or may not do something; for administrators",
            body = "Question",
            reply = "Attributes",
            errors = {"401 request 401 not an administrator", "422 validation 424 incomplete question"})
    @POST
    public Response explain() throws IOException {
        Exchange exchange = exchanges.current();
        backend.explanations().requireAllowed(exchange.reader());
        JsonObject body = JsonBody.read(exchange.request());
        return Replies.json(WireWriter.attributes(
                json(backend.explanations().explain(exchange.reader(), WireReader.question(body)))));
    }

    private static JsonObject json(AccessExplanation told) {
        JsonObject.Builder roles = JsonObject.builder();
        new TreeMap<>(told.roles()).forEach(roles::put);
        JsonObject.Builder out = JsonObject.builder()
                .put("allowed", told.allowed())
                .put("ground", told.ground().name().toLowerCase(Locale.ROOT))
                .put("reason", told.reason());
        told.deciding().ifPresent(step -> out.put("deciding", json(step)));
        return out.put(
                        "steps",
                        new JsonArray(told.steps().stream()
                                .<JsonValue>map(ExplainResource::json)
                                .toList()))
                .put("roles", roles.build())
                .put("ignored", JsonArray.ofStrings(told.ignored()))
                .put(
                        "entry",
                        JsonObject.builder()
                                .put("found", told.found())
                                .put("is_active", told.active())
                                .put("owner_shortname", told.owner())
                                .put("own", told.own())
                                .build())
                .build();
    }

    private static JsonObject json(Step step) {
        return JsonObject.builder()
                .put("key", step.key())
                .put("level", step.level())
                .put("permissions", JsonArray.ofStrings(step.permissions()))
                .put("roles", JsonArray.ofStrings(step.roles()))
                .put("actions", JsonArray.ofStrings(step.actions()))
                .put("conditions", JsonArray.ofStrings(step.conditions()))
                .put("filters", JsonArray.ofStrings(step.filters()))
                .put("passed", step.passed())
                .put("refusal", step.refusal())
                .put("detail", step.detail())
                .put("hidden", JsonArray.ofStrings(step.hidden()))
                .build();
    }
}
