package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.QueryResult;

/** Queries that saved ones stand for, see {@link SavedQueries#resolve}. Thread-safe. */
interface ResolvedQueries {
    /**
     * What {@link cc.dmart.api.service.QueryService#query} answers, for a search that with the values of its parameters is longer
     * than one that a client may write.
     */
    QueryResult queryResolved(Caller caller, JsonObject request, boolean spaceMust);
}
