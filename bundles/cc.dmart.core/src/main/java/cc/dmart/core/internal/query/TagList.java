package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tags of what a search would return, most used first ({@code query.md} 1.4). Thread-safe. */
final class TagList {
    private static final IndexQuery TAGGED = new IndexQuery.Field("tags", new FieldTest.Exists());

    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;

    TagList(EntryIndex index, AccessPolicy access, QueryPlanner planner) {
        this.index = index;
        this.access = access;
        this.planner = planner;
    }

    /** One record with the tags and their counts. */
    QueryResult answer(Caller caller, EntryQuery query) {
        IndexQuery tagged = new IndexQuery.And(List.of(planner.plan(query), TAGGED));
        IndexQuery rows = access.rowFilter(caller, query.space());
        IndexRequest request = new IndexRequest(query.space(), DocumentKind.ENTRY, tagged, rows, List.of(), 0, 0, true);
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        Map<String, Long> counts = counts(request);
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

    private Map<String, Long> counts(IndexRequest request) {
        Counts counts = new Counts();
        index.visit(request, List.of("tags"), counts);
        counts.run();
        return counts.byTag;
    }

    /** Counts by number within a run, then by tag. For one thread. */
    private static final class Counts implements RowVisitor {
        private final Map<String, Long> byTag = new HashMap<>();
        private final Map<Integer, Count> inRun = new HashMap<>();

        @Override
        public void run() {
            inRun.values().forEach(c -> byTag.merge(c.tag, c.count, Long::sum));
            inRun.clear();
        }

        @Override
        public void row(IndexRow row) {
            for (int i = 0; i < row.count(0); i++) {
                int id = row.id(0, i);
                Count count = inRun.get(id);
                if (count == null) {
                    count = new Count(row.leaf(0, i).text());
                    inRun.put(id, count);
                }
                if (i == 0 || !row.leaf(0, i).equals(row.leaf(0, i - 1))) {
                    count.count++;
                }
            }
        }
    }

    /** How often a tag was seen. For one thread. */
    private static final class Count {
        private final String tag;
        private long count;

        Count(String tag) {
            this.tag = tag;
        }
    }
}
