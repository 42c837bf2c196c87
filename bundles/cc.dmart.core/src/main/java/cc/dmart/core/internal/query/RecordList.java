package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.List;

/** Lists and counts entries, or attachments whose entry the caller may view ({@code query.md} 1.2, {@code security.md} 4.1). Thread-safe. */
final class RecordList {
    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;
    private final RecordPage page;
    private final DocumentKind kind;

    RecordList(EntryIndex index, AccessPolicy access, QueryPlanner planner, RecordPage page, DocumentKind kind) {
        this.index = index;
        this.access = access;
        this.planner = planner;
        this.page = page;
        this.kind = kind;
    }

    /** A page of records. */
    QueryResult list(Caller caller, EntryQuery query) {
        return list(caller, query, new IndexQuery.All(), page.size());
    }

    /** A page of those that match a condition too, with what the answer may still take. */
    QueryResult list(Caller caller, EntryQuery query, IndexQuery condition, AnswerSize size) {
        IndexRequest request = request(caller, query, condition);
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        IndexPage found = index.search(request);
        List<WireRecord> records = page.of(caller, query, found.hits(), size);
        return new QueryResult(records, query.total() ? found.total() : -1, records.size());
    }

    /** The number of them. */
    QueryResult count(Caller caller, EntryQuery query) {
        boolean none = visible(caller, query) instanceof IndexQuery.None;
        return new QueryResult(List.of(), none ? 0 : index.count(unordered(caller, query)), 0);
    }

    /** What matches a query and a condition, as the index is asked for it. */
    IndexRequest request(Caller caller, EntryQuery query, IndexQuery condition) {
        return new IndexRequest(
                query.space(),
                kind,
                planner.plan(query, condition),
                visible(caller, query),
                SortKeys.of(query.sortBy(), query.sortType(), planner.fields(query)),
                query.offset(),
                query.limit(),
                query.total());
    }

    /** All that matches a query, in any order. */
    IndexRequest unordered(Caller caller, EntryQuery query) {
        return new IndexRequest(
                query.space(), kind, planner.plan(query), visible(caller, query), List.of(), 0, 0, true);
    }

    private IndexQuery visible(Caller caller, EntryQuery query) {
        return kind == DocumentKind.ATTACHMENT
                ? access.attachmentFilter(caller, query.space())
                : access.rowFilter(caller, query.space());
    }
}
