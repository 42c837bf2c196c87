package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.QueryResult;

/** Bodies that saved queries stand for, whose search may be longer than one that a client may write. Thread-safe. */
public interface ResolvedQueries {
    /** What {@link cc.dmart.api.service.QueryService#query} answers. */
    QueryResult queryResolved(Caller caller, JsonObject request, boolean spaceMust);

    /** What {@link QueryRows#rows} answers. */
    QueryRows.Rows rowsResolved(Caller caller, JsonObject request);
}
