package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.SubmissionService.Form;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /public/submit/..}: forms that anybody may fill in ({@code http-api.md} 5.1). Thread-safe. */
@Component(service = SubmitResource.class)
@JakartarsResource
@Path("public/submit/{path: .*}")
@Open
public final class SubmitResource {
    private static final int PREFIX = 2;

    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public SubmitResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Stores the body as the payload of a new entry. */
    @Endpoint(
            value = "Stores the body as the payload of a new entry",
            route = "POST /public/submit/{space_name}/{schema_shortname}/{subpath}",
            body = "Object",
            reply = "Found",
            errors = {
                "400 request 206 schema not open for this",
                "401 request 401 no permission",
                "400 request 402 ticket without workflow",
                "400 request 217 another type of resource",
                "400 validation 422 body violates the schema",
                "429 rate_limit 429 too many tries"
            })
    @Endpoint(
            value = "The same with the type of the entry",
            route = "POST /public/submit/{space_name}/{resource_type}/{schema_shortname}/{subpath}",
            body = "Object",
            reply = "Found",
            errors = {
                "400 request 206 schema not open for this",
                "401 request 401 no permission",
                "400 request 402 ticket without workflow",
                "400 request 217 another type of resource",
                "400 validation 422 body violates the schema",
                "429 rate_limit 429 too many tries"
            })
    @Endpoint(
            value = "The same as a ticket of a workflow",
            route =
                    "POST /public/submit/{space_name}/{resource_type}/{workflow_shortname}/{schema_shortname}/{subpath}",
            body = "Object",
            reply = "Found",
            errors = {
                "400 request 206 schema not open for this",
                "401 request 401 no permission",
                "400 request 402 ticket without workflow",
                "400 request 217 another type of resource",
                "400 validation 422 body violates the schema",
                "429 rate_limit 429 too many tries"
            })
    @POST
    public Response submit() throws IOException {
        Exchange exchange = exchanges.current();
        Uploads.countForm(backend, exchange);
        List<String> segments = exchange.path().segments();
        Form form = form(segments.subList(PREFIX, segments.size()));
        JsonObject body = JsonBody.read(exchange.request());
        WireRecord stored = backend.submissions().submit(exchange.writer(), form, body);
        return Replies.json(WireWriter.recordsAnd(
                List.of(stored),
                JsonObject.builder()
                        .putIfPresent("uuid", stored.uuid())
                        .put("shortname", stored.shortname())
                        .put("total", 1)
                        .put("returned", 1)
                        .build()));
    }

    /**
     * The three forms of the path: {@code space/schema/subpath..}, {@code space/type/schema/subpath..} and
     * {@code space/ticket/workflow/schema/subpath..}.
     */
    private static Form form(List<String> path) {
        if (path.size() < 2) {
            throw Errors.noRoute();
        }
        SpaceName space = EntryPath.space(path.get(0));
        List<String> rest = path.subList(1, path.size());
        Optional<ResourceType> type = rest.size() > 1 ? ResourceType.of(rest.get(0)) : Optional.empty();
        boolean known = type.filter(t -> t == ResourceType.CONTENT || t == ResourceType.TICKET)
                .isPresent();
        if (type.isEmpty() || (!known && rest.size() == 2)) {
            return form(space, ResourceType.CONTENT, Optional.empty(), rest);
        }
        boolean workflow = type.get() == ResourceType.TICKET && rest.size() >= 4;
        return workflow
                ? form(space, type.get(), Optional.of(rest.get(1)), rest.subList(2, rest.size()))
                : form(space, type.get(), Optional.empty(), rest.subList(1, rest.size()));
    }

    private static Form form(SpaceName space, ResourceType type, Optional<String> workflow, List<String> rest) {
        String subpath = rest.size() > 1 ? String.join("/", rest.subList(1, rest.size())) : "/";
        return new Form(space, type, workflow, rest.get(0), EntryPath.subpath(subpath));
    }
}
