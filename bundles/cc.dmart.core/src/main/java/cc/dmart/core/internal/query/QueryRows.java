package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;

/** Answers one after the other, for tables that are larger than a reply. Thread-safe. */
public interface QueryRows {
    /**
     * The records of a query, from its own offset and limit, read when they are asked for: each time the result is gone through
     * they are read anew, in the order of the first time; an entry that is gone by then is left out.
     *
     * @param request body of a query, of a space that exists
     * @throws cc.dmart.api.model.DmartException what {@link cc.dmart.api.service.QueryService#query} throws
     */
    Iterable<WireRecord> rows(Caller caller, JsonObject request);
}
