package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.List;

/** Answers one kind of question ({@code query.md} 1.2). Thread-safe. */
interface QueryTypeHandler {
    /** The answer; the space is known to exist. */
    QueryResult answer(Caller caller, EntryQuery query);

    /** What somebody is answered who sees nothing at all, and of a space that is not there, so that the two look alike. */
    static QueryResult nothing() {
        return new QueryResult(List.of(), 0, 0);
    }

    /** Whether there is nothing to make a record of: no policy lets the caller see anything, and nothing is shared with it. */
    static boolean isNothing(AccessPolicy access, Caller caller, EntryIndex index, IndexRequest request) {
        return request.access() instanceof IndexQuery.None
                || (access.isWithoutPolicies(caller, request.space(), request.kind()) && index.count(request) == 0);
    }
}
