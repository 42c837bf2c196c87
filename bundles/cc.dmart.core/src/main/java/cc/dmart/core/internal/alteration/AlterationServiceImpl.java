package cc.dmart.core.internal.alteration;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AlterationService;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.entry.form.Failures;
import cc.dmart.core.internal.query.QueryRows;
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
    private static final String VERSION = "last_checksum_history";
    /** Addresses are in memory together, and more changes take longer than a request may. */
    private static final int MOST = 100_000;

    private static final Set<QueryType> LISTED =
            Set.of(QueryType.SEARCH, QueryType.SUBPATH, QueryType.REPORTS, QueryType.ATTACHMENTS);

    private final EntryService entries;
    private final QueryRows queries;

    /** A service over these parts. */
    @Activate
    public AlterationServiceImpl(@Reference EntryService entries, @Reference QueryRows queries) {
        this.entries = entries;
        this.queries = queries;
    }

    @Override
    public BatchResult apply(Caller caller, SpaceName space, WireRecord entry, Shortname alteration) {
        Locator target = Locator.of(space.value(), entry.subpath(), entry.shortname(), entry.resourceType());
        Locator at = target.attachment(ResourceType.ALTERATION, alteration);
        Proposal proposal = new Proposal(
                at, entries.view(caller.silently(), at, ViewOptions.META).meta());
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("body", member(proposal.meta(), "requested_update"))
                .build();
        JsonObject attributes = JsonObject.builder().put("payload", payload).build();
        BatchResult result = patch(caller, target, attributes, entry.checkLock());
        return result.failed().isEmpty() ? new BatchResult(result.done(), remove(caller, proposal)) : result;
    }

    @Override
    public Applied applyToAll(Caller caller, SpaceName space, Shortname alteration) {
        Locator at = new Locator(space, FOLDER, alteration, ResourceType.CONTENT);
        Proposal proposal = new Proposal(
                at,
                entries.view(caller.silently(), at, new ViewOptions(true, false, Set.of()))
                        .meta());
        JsonObject body = member(proposal.meta().object("payload").orElse(JsonObject.EMPTY), "body");
        JsonObject attributes = member(body, "patch");
        JsonObject query = member(body, "target_query");
        requireEntries(query);
        Applied applied = patched(caller, targets(caller, query, at), attributes);
        boolean whole = applied.updated() > 0 && applied.updated() == applied.matched();
        return whole ? new Applied(applied.matched(), applied.updated(), remove(caller, proposal)) : applied;
    }

    /** What was proposed, as it was read. */
    private record Proposal(Locator at, JsonObject meta) {}

    /**
     * A query whose rows are not the entries that it finds names none that could be changed.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)}
     */
    private static void requireEntries(JsonObject query) {
        boolean listed = query.string("type")
                .flatMap(QueryType::of)
                .map(LISTED::contains)
                .orElse(true);
        boolean filtered = query.string("jq_filter").filter(f -> !f.isBlank()).isPresent();
        if (!listed || filtered) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA,
                    "The target_query of an alteration is of type search, subpath, reports or attachments and has no"
                            + " jq_filter");
        }
    }

    /**
     * What an alteration is about.
     *
     * @param failed rows that name no entry
     */
    private record Targets(List<Locator> entries, List<BatchResult.Failure> failed) {
        int size() {
            return entries.size() + failed.size();
        }
    }

    /**
     * What the query finds for the caller, in the space of the alteration, without the alteration itself: changed by itself it could
     * not go. The addresses are there before anything is changed, as a change may add to what is found.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)} if it is too much
     */
    private Targets targets(Caller caller, JsonObject query, Locator alteration) {
        JsonObject question = JsonObject.builder()
                .put("type", "search")
                .put("subpath", "/")
                .put("limit", -1)
                .putAll(query)
                .put("space_name", new JsonString(alteration.space().value()))
                .put("retrieve_total", false)
                .put("retrieve_attachments", false)
                .put("retrieve_json_payload", false)
                .build();
        Targets out = new Targets(new ArrayList<>(), new ArrayList<>());
        queries.rows(caller, question).each(record -> add(out, record, alteration));
        return out;
    }

    private static void add(Targets out, WireRecord record, Locator alteration) {
        try {
            Locator at =
                    Locator.of(alteration.space().value(), record.subpath(), record.shortname(), record.resourceType());
            if (!at.equals(alteration)) {
                out.entries().add(at);
            }
        } catch (DmartException e) {
            out.failed().add(new BatchResult.Failure(record.shortname(), Failures.ofRecord(e)));
        }
        if (out.size() > MOST) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA,
                    "The alteration means more than " + MOST + " entries; its target_query may have a limit");
        }
    }

    /** Once something was changed, what goes wrong is told and no answer of its own; when nothing can go on, neither do we. */
    private Applied patched(Caller caller, Targets targets, JsonObject attributes) {
        List<BatchResult.Failure> failed = new ArrayList<>(targets.failed());
        long updated = 0;
        for (Locator at : targets.entries()) {
            String name = at.shortname().value();
            try {
                BatchResult one = patch(caller, at, attributes, false);
                failed.addAll(one.failed());
                updated += one.done().size();
            } catch (DmartException.Unavailable e) {
                if (updated == 0 && failed.isEmpty()) {
                    throw e;
                }
                failed.add(new BatchResult.Failure(name, Failures.ofRecord(e)));
                break;
            } catch (DmartException e) {
                failed.add(new BatchResult.Failure(name, Failures.ofRecord(e)));
            }
        }
        return new Applied(targets.size(), updated, failed);
    }

    private BatchResult patch(Caller caller, Locator at, JsonObject attributes, boolean checkLock) {
        WireRecord record = new WireRecord(
                at.type(),
                at.shortname().value(),
                at.subpath().wire(),
                Optional.empty(),
                attributes,
                Optional.empty(),
                checkLock);
        return entries.apply(caller, at.space(), RequestType.PATCH, List.of(record));
    }

    /**
     * Its removal is implied by the right to carry it out ({@code security.md} 3.10). One that somebody changed meanwhile stays.
     *
     * @return why it is still there; what it asked for is done all the same
     */
    private List<BatchResult.Failure> remove(Caller caller, Proposal proposal) {
        Locator at = proposal.at();
        JsonObject read = JsonObject.builder()
                .putIfPresent(VERSION, proposal.meta().string(VERSION))
                .build();
        WireRecord record =
                WireRecord.of(at.type(), at.shortname().value(), at.subpath().wire(), read);
        try {
            return entries.apply(caller.asSystem(), at.space(), RequestType.DELETE, List.of(record))
                    .failed();
        } catch (DmartException e) {
            return List.of(new BatchResult.Failure(record.shortname(), Failures.ofRecord(e)));
        }
    }

    private static JsonObject member(JsonObject object, String name) {
        Optional<JsonObject> found =
                object.get(name).map(JsonCodec::materialize).flatMap(JsonValue::asObject);
        return found.orElseThrow(
                () -> DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The alteration has no " + name));
    }
}
