package cc.dmart.api.service;

import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Optional;

/**
 * Answer to a query ({@code query.md} 1.4). Thread-safe.
 *
 * @param records  in order
 * @param total    visible matches before paging; -1 if not asked for
 * @param returned value of {@code attributes.returned}
 * @param shaped   the JSON array that a {@code jq_filter} made of the records, sent instead of them
 */
public record QueryResult(List<WireRecord> records, long total, long returned, Optional<JsonRaw> shaped) {
    /** A result with a copy of the list. */
    public QueryResult {
        records = List.copyOf(records);
    }

    /** A result whose records are sent as they are. */
    public QueryResult(List<WireRecord> records, long total, long returned) {
        this(records, total, returned, Optional.empty());
    }

    /** The same with other records in their places. */
    public QueryResult withRecords(List<WireRecord> others) {
        return new QueryResult(others, total, returned, shaped);
    }
}
