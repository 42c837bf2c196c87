package cc.dmart.core.internal.query;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.AsRead;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.feed.IndexFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** From the hits of a page to records ({@code query.md} 1.4, 3.4). Thread-safe. */
final class RecordPage {
    private static final JsonObject A_NOTE =
            JsonObject.builder().put(WireForm.NOTES, "").build();

    private final EntryStore store;
    private final AccessPolicy access;
    private final IndexFeed feed;
    private final QueryPlanner planner;
    private final Highlights highlights;
    private final SchemaFlag flag;
    private final AsRead asRead;
    private final Function<Locator, Optional<JsonObject>> locks;
    private final int mostMegabytes;

    /**
     * Pages of a store.
     *
     * @param planner knows what a search is about, for highlights
     * @param asRead  completes what is shown
     * @param locks   {@code attributes.locked} of an entry that is locked
     * @param mostMegabytes size of a page at most
     */
    RecordPage(
            EntryStore store,
            AccessPolicy access,
            IndexFeed feed,
            QueryPlanner planner,
            Highlights highlights,
            SchemaFlag flag,
            AsRead asRead,
            Function<Locator, Optional<JsonObject>> locks,
            int mostMegabytes) {
        this.store = store;
        this.access = access;
        this.feed = feed;
        this.planner = planner;
        this.highlights = highlights;
        this.flag = flag;
        this.asRead = asRead;
        this.locks = locks;
        this.mostMegabytes = mostMegabytes;
    }

    /** What an answer may still take. */
    AnswerSize size() {
        return new AnswerSize(mostMegabytes);
    }

    /**
     * Records of the hits in their order; a hit whose file is gone is left out and reported ({@code query.md} 6.7 e).
     *
     * @param size counts them
     * @throws cc.dmart.api.model.DmartException.Invalid {@code E(400,query,430)} if they are too large together
     */
    List<WireRecord> of(Caller caller, EntryQuery query, List<Locator> hits, AnswerSize size) {
        return of(caller, query, hits, size::with);
    }

    /** The same for answers that are sent some records at a time, however large they are. */
    List<WireRecord> part(Caller caller, EntryQuery query, List<Locator> hits) {
        return of(caller, query, hits, UnaryOperator.identity());
    }

    private List<WireRecord> of(
            Caller caller, EntryQuery query, List<Locator> hits, UnaryOperator<WireRecord> counted) {
        Shape shape = shape(query);
        List<WireRecord> out = new ArrayList<>(hits.size());
        for (Locator hit : hits) {
            Deadline.check();
            Optional<StoredEntry> entry = store.find(hit);
            if (entry.isEmpty()) {
                feed.missing(hit);
                continue;
            }
            out.add(counted.apply(record(caller, query, entry.get(), shape)));
        }
        return out;
    }

    /**
     * How the records of a query look.
     *
     * @param fields which attributes are kept
     * @param marked alias per field whose value is copied
     */
    record Shape(EntryQuery query, FieldSelection fields, Map<String, String> marked) {}

    /** How the records of a query look. */
    Shape shape(EntryQuery query) {
        return new Shape(
                query,
                new FieldSelection(query.includeFields(), query.excludeFields()),
                new RequestMembers(query.raw()).texts("highlight_fields"));
    }

    /** A record without attachments. */
    WireRecord record(StoredEntry entry, Shape shape) {
        EntryQuery query = shape.query();
        WireRecord out = WireForm.record(asRead.of(entry, query.jsonPayload()), query.jsonPayload());
        JsonObject attributes = out.attributes();
        if (!shape.fields().isAll()) {
            attributes = shape.fields().apply(attributes);
        }
        if (!shape.marked().isEmpty()) {
            WireRecord whole = query.jsonPayload() ? out : WireForm.record(entry, true);
            attributes =
                    highlights.apply(attributes, whole, shape.marked(), planner.plan(query), planner.fields(query));
        }
        if (query.lockStatus()) {
            Optional<JsonObject> lock = locks.apply(entry.at());
            attributes = lock.isPresent() ? attributes.with("locked", lock.get()) : attributes;
        }
        return out.withAttributes(flag.apply(attributes, query, entry));
    }

    private WireRecord record(Caller caller, EntryQuery query, StoredEntry entry, Shape shape) {
        WireRecord out = record(entry, shape);
        return query.attachments() && !entry.at().type().isAttachment()
                ? out.withAttachments(attachments(caller, query, entry))
                : out;
    }

    /**
     * The same records with the notes on accounts for a caller who may read them ({@code security.md} 1.1). For replies alone: notes
     * are no column, and nothing is worked out from them.
     */
    List<WireRecord> withNotes(Caller caller, EntryQuery query, List<WireRecord> records) {
        if (records.stream().noneMatch(RecordPage::isAccount)) {
            return records;
        }
        FieldSelection fields = shape(query).fields();
        return fields.apply(A_NOTE).isEmpty()
                ? records
                : records.stream()
                        .map(record -> isAccount(record) ? withNotes(caller, query, record) : record)
                        .toList();
    }

    private static boolean isAccount(WireRecord record) {
        return record.resourceType() == ResourceType.USER;
    }

    private WireRecord withNotes(Caller caller, EntryQuery query, WireRecord record) {
        Locator at = Locator.of(query.space().value(), record.subpath(), record.shortname(), ResourceType.USER);
        return store.find(at)
                .map(StoredEntry::entry)
                .filter(user -> access.showsNotes(caller, user))
                .flatMap(user -> user.meta().string(WireForm.NOTES))
                .map(text -> record.withAttributes(record.attributes().with(WireForm.NOTES, new JsonString(text))))
                .orElse(record);
    }

    private Map<ResourceType, List<WireRecord>> attachments(Caller caller, EntryQuery query, StoredEntry entry) {
        if (!access.allows(caller, ActionType.VIEW, AccessTarget.of(entry.entry()))) {
            return Map.of();
        }
        Set<ResourceType> types =
                query.filterTypes().stream().filter(ResourceType::isAttachment).collect(Collectors.toUnmodifiableSet());
        List<StoredEntry> visible = store.attachments(entry.at(), types).stream()
                .filter(a -> a.entry().isActive() || access.allows(caller, ActionType.VIEW, AccessTarget.of(a.entry())))
                .map(a -> asRead.of(a, query.jsonPayload()))
                .toList();
        return WireForm.attachments(visible, query.jsonPayload());
    }
}
