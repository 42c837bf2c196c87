package cc.dmart.core.internal.search;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.FieldTest.Instants;
import cc.dmart.api.index.FieldTest.Numbers;
import cc.dmart.api.index.FieldTest.Span;
import cc.dmart.api.index.FieldTest.Texts;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.SearchText;
import cc.dmart.core.internal.search.FieldPath.Kind;
import cc.dmart.core.internal.search.FieldValue.Bound;
import cc.dmart.core.internal.search.FieldValue.Range;
import java.time.ZoneId;
import java.util.Optional;

/** Meaning of {@code [a b]}: numbers, else dates, else text ({@code query.md} 2.4). Thread-safe. */
final class RangeTests {
    private final ZoneId zone;

    RangeTests(ZoneId zone) {
        this.zone = zone;
    }

    /** The test; empty if a date field is given something that is no date. */
    Optional<FieldTest> of(FieldPath path, Range range) {
        Bound low = normal(range.low());
        Bound high = normal(range.high());
        if (path.kind() == Kind.DATE) {
            return dates(low, high, true);
        }
        if (isNumber(low) && isNumber(high)) {
            return Optional.of(numbers(low, high));
        }
        return dates(low, high, false).or(() -> Optional.of(texts(low, high)));
    }

    private static Bound normal(Bound bound) {
        return new Bound(SearchText.norm(bound.text()), bound.exclusive());
    }

    private static boolean isNumber(Bound bound) {
        return bound.isInfinite() || NumberText.isNumber(bound.text());
    }

    private static Numbers numbers(Bound low, Bound high) {
        Numbers given = Numbers.between(number(low, true), !low.exclusive(), number(high, false), !high.exclusive());
        boolean ordered =
                given.low() < given.high() || (given.low() == given.high() && given.lowRest() <= given.highRest());
        return ordered
                ? given
                : new Numbers(
                        given.high(),
                        given.highRest(),
                        given.highInclusive(),
                        given.low(),
                        given.lowRest(),
                        given.lowInclusive());
    }

    private static String number(Bound bound, boolean first) {
        return bound.isInfinite() ? Double.toString(infinite(bound, first)) : Leaf.shortest(bound.text());
    }

    /** {@code inf} without a sign stands for the open end of its side. */
    private static double infinite(Bound bound, boolean first) {
        boolean negative = bound.text().equals("-inf") || (bound.text().equals("inf") && first);
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private Optional<FieldTest> dates(Bound low, Bound high, boolean dateField) {
        Optional<Long> a = instant(low, true, dateField);
        Optional<Long> b = instant(high, false, dateField);
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                a.get() <= b.get()
                        ? new Instants(a.get(), !low.exclusive(), b.get(), !high.exclusive())
                        : new Instants(b.get(), !high.exclusive(), a.get(), !low.exclusive()));
    }

    private Optional<Long> instant(Bound bound, boolean first, boolean dateField) {
        if (bound.isInfinite()) {
            return Optional.of(infinite(bound, first) < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        return (dateField ? DateText.parseForDateField(bound.text(), zone) : DateText.parse(bound.text(), zone))
                .map(Span::from);
    }

    private static Texts texts(Bound low, Bound high) {
        Optional<String> a = text(low);
        Optional<String> b = text(high);
        boolean reversed = low.text().equals("+inf")
                || high.text().equals("-inf")
                || (a.isPresent() && b.isPresent() && compare(a.get(), b.get()) > 0);
        return reversed
                ? new Texts(b, !high.exclusive(), a, !low.exclusive())
                : new Texts(a, !low.exclusive(), b, !high.exclusive());
    }

    private static Optional<String> text(Bound bound) {
        return bound.isInfinite() ? Optional.empty() : Optional.of(bound.text());
    }

    /** Code point order, which differs from that of UTF-16 units above the surrogates. */
    private static int compare(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; ) {
            int x = a.codePointAt(i);
            int y = b.codePointAt(i);
            if (x != y) {
                return Integer.compare(x, y);
            }
            i += Character.charCount(x);
        }
        return Integer.compare(a.length(), b.length());
    }
}
