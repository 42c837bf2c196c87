package cc.dmart.core.internal.query;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.index.SortKey;
import cc.dmart.core.internal.search.NumberText;
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

    private record Value(int rank, double number, String norm, String raw) implements Comparable<Value> {
        @Override
        public int compareTo(Value other) {
            int order = Integer.compare(rank, other.rank);
            order = order != 0 ? order : Double.compare(number, other.number);
            order = order != 0 ? order : IndexMatcher.compareCodePoints(norm, other.norm);
            return order != 0 ? order : IndexMatcher.compareCodePoints(raw, other.raw);
        }
    }

    @Override
    public int compare(IndexDocument a, IndexDocument b) {
        for (SortKey key : keys) {
            Optional<Value> x = value(a, key);
            Optional<Value> y = value(b, key);
            int order = x.isEmpty() || y.isEmpty()
                    ? Boolean.compare(x.isEmpty(), y.isEmpty())
                    : key.descending() ? y.get().compareTo(x.get()) : x.get().compareTo(y.get());
            if (order != 0) {
                return order;
            }
        }
        return IndexMatcher.compareCodePoints(
                a.at().shortname().value(), b.at().shortname().value());
    }

    private static Optional<Value> value(IndexDocument document, SortKey key) {
        Comparator<Value> order = Comparator.naturalOrder();
        return document.leaves().stream()
                .filter(l -> l.path().equals(key.path()))
                .map(ValueOrder::value)
                .min(key.descending() ? order.reversed() : order);
    }

    private static Value value(Leaf leaf) {
        return switch (leaf.kind()) {
            case NUMBER -> new Value(1, leaf.number(), "", "");
            case DATE -> new Value(1, leaf.micros(), "", "");
            case BOOL -> new Value(2, Boolean.parseBoolean(leaf.text()) ? 1 : 0, "", "");
            case KEYWORD, TEXT ->
                NumberText.isNumber(leaf.text())
                        ? new Value(1, Double.parseDouble(leaf.text()), "", "")
                        : new Value(3, 0, SearchText.norm(leaf.text()), leaf.text());
        };
    }
}
