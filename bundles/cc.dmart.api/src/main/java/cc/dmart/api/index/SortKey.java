package cc.dmart.api.index;

/**
 * A sort key ({@code query.md} 3.1). Entries without a value come last in both directions. Thread-safe.
 *
 * @param path       canonical dotted path
 * @param descending direction
 */
public record SortKey(String path, boolean descending) {}
