package cc.dmart.core.internal.alteration;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AlterationService;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.service.ViewOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link AlterationService}: ordinary reads, queries and patches of the caller. Thread-safe. */
@Component
public final class AlterationServiceImpl implements AlterationService {
    private static final Subpath FOLDER = new Subpath("alterations");

    private final EntryService entries;
    private final QueryService queries;

    /** A service over these parts. */
    @Activate
    public AlterationServiceImpl(@Reference EntryService entries, @Reference QueryService queries) {
        this.entries = entries;
        this.queries = queries;
    }

    @Override
    public BatchResult apply(Caller caller, SpaceName space, WireRecord entry, Shortname alteration) {
        Locator target = new Locator(
                space, Subpath.parse(entry.subpath()), new Shortname(entry.shortname()), entry.resourceType());
        Locator proposal = target.attachment(ResourceType.ALTERATION, alteration);
        JsonObject body = member(
                entries.view(caller.silently(), proposal, ViewOptions.META).meta(), "requested_update");
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("body", body)
                .build();
        JsonObject attributes = JsonObject.builder().put("payload", payload).build();
        BatchResult result = patch(caller, target, attributes);
        if (result.failed().isEmpty()) {
            remove(caller, proposal);
        }
        return result;
    }

    @Override
    public Applied applyToAll(Caller caller, SpaceName space, Shortname alteration) {
        Locator proposal = new Locator(space, FOLDER, alteration, ResourceType.CONTENT);
        JsonObject meta = entries.view(caller.silently(), proposal, new ViewOptions(true, false, Set.of()))
                .meta();
        JsonObject body = member(meta.object("payload").orElse(JsonObject.EMPTY), "body");
        JsonObject attributes = member(body, "patch");
        List<WireRecord> found = found(caller, space, member(body, "target_query"));
        List<BatchResult.Failure> failed = new ArrayList<>();
        for (WireRecord record : found) {
            Locator at = Locator.of(space.value(), record.subpath(), record.shortname(), record.resourceType());
            failed.addAll(patch(caller, at, attributes).failed());
        }
        if (failed.isEmpty()) {
            remove(caller, proposal);
        }
        return new Applied(found.size(), found.size() - failed.size(), failed);
    }

    /** What the query finds for the caller, in the space of the alteration, as many as a query may return. */
    private List<WireRecord> found(Caller caller, SpaceName space, JsonObject query) {
        JsonObject.Builder question = JsonObject.builder()
                .put("type", "search")
                .put("subpath", "/")
                .put("limit", -1)
                .putAll(query)
                .put("space_name", new JsonString(space.value()))
                .put("retrieve_json_payload", false);
        return queries.query(caller, question.build(), true).records();
    }

    private BatchResult patch(Caller caller, Locator at, JsonObject attributes) {
        return entries.apply(
                caller,
                at.space(),
                RequestType.PATCH,
                List.of(WireRecord.of(
                        at.type(), at.shortname().value(), at.subpath().wire(), attributes)));
    }

    /** Its removal is implied by the right to carry it out ({@code security.md} 3.10). */
    private void remove(Caller caller, Locator proposal) {
        Caller server = caller.asSystem();
        BatchResult removed = entries.apply(
                server,
                proposal.space(),
                RequestType.DELETE,
                List.of(WireRecord.of(
                        proposal.type(),
                        proposal.shortname().value(),
                        proposal.subpath().wire(),
                        JsonObject.EMPTY)));
        if (!removed.failed().isEmpty()) {
            throw removed.failed().get(0).error();
        }
    }

    private static JsonObject member(JsonObject object, String name) {
        Optional<JsonObject> found =
                object.get(name).map(JsonCodec::materialize).flatMap(JsonValue::asObject);
        return found.orElseThrow(
                () -> DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The alteration has no " + name));
    }
}
