package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** How many attachments there are of each type whose entry the caller may view ({@code query.md} 1.2, {@code security.md} 4.1). Thread-safe. */
final class AttachmentCounts {
    private final EntryIndex index;
    private final AccessPolicy access;
    private final RecordList attachments;
    private final AggregationList aggregations;

    AttachmentCounts(EntryIndex index, AccessPolicy access, RecordList attachments, AggregationList aggregations) {
        this.index = index;
        this.access = access;
        this.attachments = attachments;
        this.aggregations = aggregations;
    }

    /** One record with the counts; with {@code aggregation_data} what that asks for. */
    QueryResult answer(Caller caller, EntryQuery query) {
        IndexRequest request = attachments.unordered(caller, query);
        if (query.raw().get("aggregation_data").filter(v -> !v.isNull()).isPresent()) {
            return aggregations.answer(caller, query, request);
        }
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        Counts counts = new Counts();
        index.visit(request, List.of("resource_type"), counts);
        JsonObject.Builder attributes = JsonObject.builder();
        counts.byType.forEach(attributes::put);
        WireRecord record = WireRecord.of(
                        ResourceType.CONTENT,
                        "aggregation_result",
                        query.subpath().wire(),
                        attributes.build())
                .withUuid(UUID.randomUUID().toString());
        return new QueryResult(List.of(record), 1, 1);
    }

    /** Counts by the first and only value of a column. For one thread. */
    private static final class Counts implements RowVisitor {
        private final Map<String, Long> byType = new TreeMap<>();

        @Override
        public void run() {
            // values are decoded
        }

        @Override
        public void row(IndexRow row) {
            byType.merge(row.leaf(0, 0).text(), 1L, Long::sum);
        }
    }
}
