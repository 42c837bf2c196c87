package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The tags of what a search would return, most used first ({@code query.md} 1.4). Thread-safe. */
final class TagList {
    private static final int MAX_HITS = 1_000_000;
    private static final IndexQuery TAGGED = new IndexQuery.Field("tags", new FieldTest.Exists());

    private final EntryStore store;
    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;

    TagList(EntryStore store, EntryIndex index, AccessPolicy access, QueryPlanner planner) {
        this.store = store;
        this.index = index;
        this.access = access;
        this.planner = planner;
    }

    /** One record with the tags and their counts. */
    QueryResult answer(Caller caller, EntryQuery query) {
        Map<String, Long> counts = counts(caller, query);
        List<String> page = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry::getKey, IndexMatcher::compareCodePoints))
                .skip(query.offset())
                .limit(query.limit())
                .map(Map.Entry::getKey)
                .toList();
        JsonObject.Builder shown = JsonObject.builder();
        page.forEach(tag -> shown.put(tag, counts.getOrDefault(tag, 0L)));
        JsonObject attributes = JsonObject.builder()
                .put("tags", JsonArray.ofStrings(page))
                .put("tag_counts", shown.build())
                .build();
        WireRecord record =
                WireRecord.of(ResourceType.CONTENT, "tags", query.subpath().wire(), attributes);
        return new QueryResult(List.of(record), counts.size(), page.size());
    }

    private Map<String, Long> counts(Caller caller, EntryQuery query) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        Map<String, Long> out = new HashMap<>();
        if (rows instanceof IndexQuery.None) {
            return out;
        }
        IndexQuery tagged = new IndexQuery.And(List.of(planner.plan(query), TAGGED));
        IndexRequest request =
                new IndexRequest(query.space(), DocumentKind.ENTRY, tagged, rows, List.of(), 0, MAX_HITS, false);
        for (Locator at : index.search(request).hits()) {
            store.find(at)
                    .ifPresent(e -> new HashSet<>(e.entry().tags()).forEach(tag -> out.merge(tag, 1L, Long::sum)));
        }
        return out;
    }
}
