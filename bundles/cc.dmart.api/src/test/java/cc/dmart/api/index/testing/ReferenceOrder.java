package cc.dmart.api.index.testing;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.index.SortKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The order of rows ({@code query.md} 3.1), written plainly. Thread-safe. */
final class ReferenceOrder {
    private static final Pattern NUMERIC = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    /** A value that sorts: the rank of its type, then the number or the text. */
    private record Value(int rank, double number, BigDecimal exact, String norm, String raw)
            implements Comparable<Value> {
        static Value number(double number, String text) {
            boolean isLong = text.matches("-?[0-9]+") && new BigInteger(text).bitLength() < 64;
            return new Value(1, number, isLong ? new BigDecimal(text) : new BigDecimal(number), "", "");
        }

        static Value other(int rank, double number, String norm, String raw) {
            return new Value(rank, number, BigDecimal.ZERO, norm, raw);
        }

        @Override
        public int compareTo(Value other) {
            int byRank = Integer.compare(rank, other.rank);
            int byNumber = byRank != 0 ? byRank : Double.compare(number, other.number);
            int byExact = byNumber != 0 ? byNumber : exact.compareTo(other.exact);
            int byNorm = byExact != 0 ? byExact : IndexMatcher.compareCodePoints(norm, other.norm);
            return byNorm != 0 ? byNorm : IndexMatcher.compareCodePoints(raw, other.raw);
        }
    }

    private static final Comparator<IndexDocument> BY_ADDRESS = Comparator.comparing(
                    (IndexDocument d) -> d.at().subpath().slashed(), IndexMatcher::compareCodePoints)
            .thenComparing(d -> d.at().shortname().value(), IndexMatcher::compareCodePoints)
            .thenComparing(d -> d.at().type().wire())
            .thenComparing(d -> String.join(" ", d.exact().getOrDefault(ExactField.UUID, List.of())));

    /** A document with a value for each key: read once, since it takes part in many comparisons. */
    private record Row(IndexDocument document, List<Optional<Value>> values) {}

    private final List<SortKey> keys;

    ReferenceOrder(List<SortKey> keys) {
        this.keys = keys;
    }

    List<IndexDocument> sorted(List<IndexDocument> documents) {
        return documents.stream()
                .map(d -> new Row(d, keys.stream().map(key -> value(d, key)).toList()))
                .sorted(this::compare)
                .map(Row::document)
                .toList();
    }

    private int compare(Row a, Row b) {
        for (int i = 0; i < keys.size(); i++) {
            Optional<Value> x = a.values().get(i);
            Optional<Value> y = b.values().get(i);
            int order = x.isPresent() && y.isPresent()
                    ? (keys.get(i).descending()
                            ? y.get().compareTo(x.get())
                            : x.get().compareTo(y.get()))
                    : Boolean.compare(y.isPresent(), x.isPresent());
            if (order != 0) {
                return order;
            }
        }
        return BY_ADDRESS.compare(a.document(), b.document());
    }

    private static Optional<Value> value(IndexDocument document, SortKey key) {
        Stream<Value> values = document.leaves().stream()
                .filter(l -> l.path().equals(key.path()))
                .map(ReferenceOrder::value);
        return key.descending() ? values.max(Comparator.naturalOrder()) : values.min(Comparator.naturalOrder());
    }

    private static Value value(Leaf leaf) {
        return switch (leaf.kind()) {
            case NUMBER -> Value.number(leaf.number(), leaf.text());
            case DATE -> Value.number((double) leaf.micros(), "");
            case BOOL -> Value.other(2, leaf.text().equals("true") ? 1 : 0, "", "");
            case KEYWORD, TEXT ->
                NUMERIC.matcher(leaf.text()).matches()
                        ? Value.number(Double.parseDouble(leaf.text()) + 0.0, leaf.text())
                        : Value.other(3, 0, SearchText.norm(leaf.text()), leaf.text());
        };
    }
}
