package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Attachments below a subpath whose parent the caller may view ({@code query.md} 1.2, {@code security.md} 4.1). The parents
 * are asked one by one, each once per query, so that the total counts visible attachments only. Thread-safe.
 */
final class AttachmentList {
    private static final int MAX_HITS = 1_000_000;

    private final EntryStore store;
    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;
    private final RecordPage page;

    AttachmentList(EntryStore store, EntryIndex index, AccessPolicy access, QueryPlanner planner, RecordPage page) {
        this.store = store;
        this.index = index;
        this.access = access;
        this.planner = planner;
        this.page = page;
    }

    /** A page of attachments. */
    QueryResult list(Caller caller, EntryQuery query) {
        List<Locator> visible = visible(caller, query);
        int from = Math.min(query.offset(), visible.size());
        int to = (int) Math.min((long) from + query.limit(), visible.size());
        List<WireRecord> records = page.of(caller, query, visible.subList(from, to));
        return new QueryResult(records, query.total() ? visible.size() : -1, records.size());
    }

    /** How many there are of each type. */
    QueryResult countByType(Caller caller, EntryQuery query) {
        Map<ResourceType, Long> counts = new EnumMap<>(ResourceType.class);
        visible(caller, query).forEach(at -> counts.merge(at.type(), 1L, Long::sum));
        JsonObject.Builder attributes = JsonObject.builder();
        counts.forEach((type, count) -> attributes.put(type.wire(), count));
        WireRecord record = WireRecord.of(
                        ResourceType.CONTENT,
                        "aggregation_result",
                        query.subpath().wire(),
                        attributes.build())
                .withUuid(UUID.randomUUID().toString());
        return new QueryResult(List.of(record), 1, 1);
    }

    private List<Locator> visible(Caller caller, EntryQuery query) {
        IndexQuery all = new IndexQuery.All();
        List<Locator> hits = index.search(new IndexRequest(
                        query.space(),
                        DocumentKind.ATTACHMENT,
                        planner.plan(query),
                        all,
                        SortKeys.of(query.sortBy(), query.sortType()),
                        0,
                        MAX_HITS,
                        false))
                .hits();
        if (caller.system()) {
            return hits;
        }
        Map<Subpath, Boolean> parents = new HashMap<>();
        return hits.stream()
                .filter(at -> parents.computeIfAbsent(at.subpath(), p -> mayView(caller, at.space(), p)))
                .toList();
    }

    private boolean mayView(Caller caller, SpaceName space, Subpath parent) {
        return !parent.isRoot()
                && store.findByName(space, parent.parent(), new Shortname(parent.name()))
                        .filter(e -> access.allows(caller, ActionType.VIEW, AccessTarget.of(e.entry())))
                        .isPresent();
    }
}
