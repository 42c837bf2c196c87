package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.aggregate.Aggregation;
import cc.dmart.core.internal.aggregate.AggregationReader;
import cc.dmart.core.internal.aggregate.EntryValues;
import cc.dmart.core.internal.aggregate.Groups;
import cc.dmart.core.internal.aggregate.ResultOrder;
import cc.dmart.core.internal.feed.DocumentBuilder;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Groups of what a search would return ({@code query.md} 4). Worked out in the index; thread-safe. */
final class AggregationList {
    private final EntryStore store;
    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;
    private final DocumentBuilder builder;

    AggregationList(EntryStore store, EntryIndex index, AccessPolicy access, QueryPlanner planner, ZoneId zone) {
        this.store = store;
        this.index = index;
        this.access = access;
        this.planner = planner;
        builder = new DocumentBuilder(zone);
    }

    /** The groups of entries. */
    QueryResult answer(Caller caller, EntryQuery query) {
        IndexRequest request = new IndexRequest(
                query.space(),
                DocumentKind.ENTRY,
                planner.plan(query),
                access.rowFilter(caller, query.space()),
                List.of(),
                0,
                0,
                true);
        return answer(caller, query, request);
    }

    /** The groups of what a request finds. */
    QueryResult answer(Caller caller, EntryQuery query, IndexRequest request) {
        Aggregation asked = AggregationReader.read(query.raw(), planner.fields(query));
        if (QueryTypeHandler.isNothing(index, request)) {
            return QueryTypeHandler.nothing();
        }
        if (asked.isPerEntry()) {
            return perEntry(query, request, asked);
        }
        Groups groups = new Groups(asked);
        index.visit(request, groups.columns(), groups);
        List<JsonObject> all = new ArrayList<>(groups.results());
        boolean descending = query.sortType().equals(Optional.of(SortType.DESCENDING));
        if (query.sortBy().isPresent()) {
            all.sort(new ResultOrder(query.sortBy().get(), descending));
        } else if (descending) {
            Collections.reverse(all);
        }
        int from = Math.min(query.offset(), all.size());
        int to = (int) Math.min((long) from + query.limit(), all.size());
        return result(query, all.subList(from, to), from, all.size());
    }

    /** One row per entry with the fields that are to be shown. */
    private QueryResult perEntry(EntryQuery query, IndexRequest asks, Aggregation asked) {
        IndexPage found = index.search(new IndexRequest(
                asks.space(),
                asks.kind(),
                asks.query(),
                asks.access(),
                SortKeys.of(query.sortBy(), query.sortType(), planner.fields(query)),
                query.offset(),
                query.limit(),
                true));
        List<JsonObject> rows = new ArrayList<>();
        for (Locator hit : found.hits()) {
            store.find(hit)
                    .map(entry -> builder.entry(entry, List.of(), true))
                    .ifPresent(document -> rows.add(EntryValues.of(asked.load(), document)));
        }
        return result(query, rows, query.offset(), found.total());
    }

    private static QueryResult result(EntryQuery query, List<JsonObject> rows, int offset, long total) {
        List<WireRecord> records = new ArrayList<>(rows.size());
        for (JsonObject row : rows) {
            String place = Integer.toString(offset + records.size() + 1);
            records.add(
                    WireRecord.of(ResourceType.CONTENT, place, query.subpath().wire(), row));
        }
        return new QueryResult(records, total, records.size());
    }
}
