package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;

/** Answers one kind of question ({@code query.md} 1.2). Thread-safe. */
interface QueryTypeHandler {
    /** The answer; the space is known to exist. */
    QueryResult answer(Caller caller, EntryQuery query);
}
