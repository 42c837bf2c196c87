package cc.dmart.core.internal.access;

import cc.dmart.api.index.IndexQuery;

/**
 * Which rows of a space an account sees. Thread-safe.
 *
 * @param rows     the filter of the index
 * @param policies whether a policy lets any of them through; if not, only access lists of the rows do
 */
record RowFilter(IndexQuery rows, boolean policies) {
    /** No row at all. */
    static final RowFilter NOTHING = new RowFilter(new IndexQuery.None(), false);
}
