package cc.dmart.api.model;

import java.util.List;

/**
 * Rows that a statement gave. Thread-safe.
 *
 * @param rows      one object per row, column names as keys
 * @param truncated whether there were more than are allowed
 */
public record DataAssetResult(List<JsonObject> rows, boolean truncated) {
    /** With a copy of the list. */
    public DataAssetResult {
        rows = List.copyOf(rows);
    }
}
