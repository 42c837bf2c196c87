package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
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

/**
 * Attachments below a subpath whose entry the caller may view ({@code query.md} 1.2, {@code security.md} 4.1). Thread-safe.
 */
final class AttachmentList {
    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;
    private final RecordPage page;
    private final AggregationList aggregations;

    AttachmentList(
            EntryIndex index,
            AccessPolicy access,
            QueryPlanner planner,
            RecordPage page,
            AggregationList aggregations) {
        this.index = index;
        this.access = access;
        this.planner = planner;
        this.page = page;
        this.aggregations = aggregations;
    }

    /** A page of attachments. */
    QueryResult list(Caller caller, EntryQuery query) {
        return list(caller, query, new IndexQuery.All(), page.size());
    }

    /** A page of the attachments that match a condition too, with what the answer may still take. */
    QueryResult list(Caller caller, EntryQuery query, IndexQuery condition, AnswerSize size) {
        IndexRequest request = request(caller, query, condition);
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        IndexPage found = index.search(request);
        List<WireRecord> records = page.of(caller, query, found.hits(), size);
        return new QueryResult(records, query.total() ? found.total() : -1, records.size());
    }

    /** The attachments of a query that match a condition too, as the index is asked for them. */
    IndexRequest request(Caller caller, EntryQuery query, IndexQuery condition) {
        return new IndexRequest(
                query.space(),
                DocumentKind.ATTACHMENT,
                planner.plan(query, condition),
                access.attachmentFilter(caller, query.space()),
                SortKeys.of(query.sortBy(), query.sortType(), planner.fields(query)),
                query.offset(),
                query.limit(),
                query.total());
    }

    /** How many there are of each type; with {@code aggregation_data} what that asks for. */
    QueryResult aggregate(Caller caller, EntryQuery query) {
        IndexQuery visible = access.attachmentFilter(caller, query.space());
        IndexRequest request = new IndexRequest(
                query.space(), DocumentKind.ATTACHMENT, planner.plan(query), visible, List.of(), 0, 0, true);
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
