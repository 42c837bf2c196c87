package cc.dmart.api.service;

import cc.dmart.api.model.WireRecord;
import java.util.List;

/**
 * Answer to a query ({@code query.md} 1.4). Thread-safe.
 *
 * @param records  in order
 * @param total    visible matches before paging; -1 if not asked for
 * @param returned value of {@code attributes.returned}
 */
public record QueryResult(List<WireRecord> records, long total, long returned) {
    /** A result with a copy of the list. */
    public QueryResult {
        records = List.copyOf(records);
    }
}
