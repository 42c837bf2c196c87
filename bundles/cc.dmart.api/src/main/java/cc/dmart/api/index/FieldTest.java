package cc.dmart.api.index;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A test of the values at a path; one value that passes is enough ({@code query.md} 2.4). Texts are normalised and every
 * reading of a value (number, boolean, date) is worked out beforehand. {@link IndexMatcher} is the definition in code. No
 * tokens at all are found in every value that has tokens looked at. Thread-safe.
 */
public sealed interface FieldTest {
    /**
     * A half-open span of time in microseconds since the epoch.
     *
     * @param from first instant inside
     * @param to   first instant behind
     */
    record Span(long from, long to) {}

    /**
     * A bare value: whole normalised string; or equal number; or equal boolean (also of the strings {@code true},
     * {@code false}); or an instant inside the span; on TEXT leaves every token. With a number, {@code norm} is its decimal
     * text; numbers are equal when {@link Leaf#shortest} of the texts is.
     */
    record Equal(String norm, List<String> tokens, OptionalDouble number, Optional<Boolean> bool, Optional<Span> span)
            implements FieldTest {
        /** A value read as a text and nothing else; case does not count, so whoever asks compares what is stored. */
        public static Equal ofText(String text) {
            String norm = SearchText.norm(text);
            return new Equal(
                    norm, SearchText.tokensOfNormal(norm), OptionalDouble.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** Whole value on KEYWORD and number text, single tokens on TEXT and on long strings ({@link SearchText#isLong}). */
    record Matches(Glob glob) implements FieldTest {}

    /**
     * A normalised part of a string, however many tokens it is of, of a long one only within its {@link SearchText#beginning}; or
     * what a glob with a star at both ends matches.
     */
    record Contains(String part) implements FieldTest {}

    /** Whether any value stands at the path or below it. */
    record Exists() implements FieldTest {}

    /** Tokens contiguous in one TEXT or payload string ({@link Leaf#isTokenised}); other leaves as the bare value. */
    record Phrase(List<String> tokens, Equal otherwise) implements FieldTest {}

    /** All tokens in one TEXT or payload string, in any order; other leaves as the bare value. */
    record Words(List<String> tokens, Equal otherwise) implements FieldTest {}

    /**
     * Numbers between bounds; an open side is infinite. Never numeric strings.
     *
     * @param lowRest  what the double leaves out of the lower bound ({@link LeafOrder#rest})
     * @param highRest of the upper one
     */
    record Numbers(double low, int lowRest, boolean lowInclusive, double high, int highRest, boolean highInclusive)
            implements FieldTest {
        /** Numbers between bounds that are doubles. */
        public Numbers(double low, boolean lowInclusive, double high, boolean highInclusive) {
            this(low, 0, lowInclusive, high, 0, highInclusive);
        }

        /** Numbers between bounds in their shortest form. */
        public static Numbers between(String low, boolean lowInclusive, String high, boolean highInclusive) {
            double a = Double.parseDouble(low);
            double b = Double.parseDouble(high);
            return new Numbers(a, LeafOrder.rest(low, a), lowInclusive, b, LeafOrder.rest(high, b), highInclusive);
        }
    }

    /** Instants between bounds, in microseconds; an open side is the least or greatest {@code long}. */
    record Instants(long low, boolean lowInclusive, long high, boolean highInclusive) implements FieldTest {}

    /** Normalised KEYWORD and TEXT between bounds in code point order; an absent bound is open. */
    record Texts(Optional<String> low, boolean lowInclusive, Optional<String> high, boolean highInclusive)
            implements FieldTest {}

    /** A value whose text is exactly one of these, not normalised; numbers in their shortest form. For joins. */
    record OneOf(Set<String> texts) implements FieldTest {
        /** A test with a copy of the set. */
        public OneOf {
            texts = Set.copyOf(texts);
        }
    }

    /** Some value that is equal to none of these: {@code !} on a path with {@code []}. */
    record OtherThan(List<FieldTest> tests) implements FieldTest {
        /** A test with a copy of the list. */
        public OtherThan {
            tests = List.copyOf(tests);
        }
    }
}
