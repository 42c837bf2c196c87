package cc.dmart.core.internal.query;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.SortKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The order of {@code query.md} 3.1 for a handful of documents that are sorted outside an index: spaces. Entries without a
 * value come last, ties are broken by shortname. Thread-safe.
 */
final class ValueOrder implements Comparator<IndexDocument> {
    private final List<SortKey> keys;

    ValueOrder(List<SortKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public int compare(IndexDocument a, IndexDocument b) {
        for (SortKey key : keys) {
            Optional<Leaf> x = value(a, key);
            Optional<Leaf> y = value(b, key);
            int order = x.isEmpty() || y.isEmpty()
                    ? Boolean.compare(x.isEmpty(), y.isEmpty())
                    : key.descending()
                            ? LeafOrder.ASCENDING.compare(y.get(), x.get())
                            : LeafOrder.ASCENDING.compare(x.get(), y.get());
            if (order != 0) {
                return order;
            }
        }
        return IndexMatcher.compareCodePoints(
                a.at().shortname().value(), b.at().shortname().value());
    }

    private static Optional<Leaf> value(IndexDocument document, SortKey key) {
        Comparator<Leaf> order = LeafOrder.ASCENDING;
        return document.leaves().stream()
                .filter(l -> l.path().equals(key.path()))
                .min(key.descending() ? order.reversed() : order);
    }
}
