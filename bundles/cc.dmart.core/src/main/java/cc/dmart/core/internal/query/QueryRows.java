package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;
import java.util.Optional;

/** Answers of any size, for tables and archives. Thread-safe. */
public interface QueryRows {
    /**
     * Takes records one after another.
     *
     * @param <E> what it throws to end the walk
     */
    @FunctionalInterface
    interface Taker<E extends Exception> {
        /** One record. */
        void take(WireRecord record) throws E;
    }

    /** The records of one query, few of which are held at a time. Not thread-safe. */
    interface Rows {
        /**
         * Hands over all records in order, as they are now. May be called again; entries that came or went meanwhile make the
         * second walk another than the first.
         *
         * @throws E                                             what the taker throws
         * @throws cc.dmart.api.model.DmartException.Unavailable if the index fails on the way
         */
        <E extends Exception> void each(Taker<E> taker) throws E;

        /** What a {@code jq_filter} made of all records, in place of them; empty if the query has none. */
        default Optional<JsonArray> shaped() {
            return Optional.empty();
        }
    }

    /**
     * The records of a query from its offset on, as many as its limit says: the largest page of a reply is no bound here, and
     * a limit of -1 means all. What is made of a whole answer at once (a {@code jq_filter}, a random sample) stays bound.
     *
     * @param request body of a query
     * @throws cc.dmart.api.model.DmartException what {@link cc.dmart.api.service.QueryService#query} throws, for a space that must
     *                                           exist
     */
    Rows rows(Caller caller, JsonObject request);
}
