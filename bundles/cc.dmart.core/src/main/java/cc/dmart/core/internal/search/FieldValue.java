package cc.dmart.core.internal.search;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One alternative of the value of a field clause ({@code query.md} 2.1). Thread-safe. */
sealed interface FieldValue {
    /** Unquoted text. */
    record Bare(Pattern pattern) implements FieldValue {}

    /** Text between quotes. */
    record Quoted(String text) implements FieldValue {}

    /** An element of a set in braces. */
    record Tag(Pattern pattern) implements FieldValue {}

    /** Words of a group in parentheses, all of them wanted. */
    record Words(List<Pattern> words) implements FieldValue {
        /** With copies of the lists. */
        public Words {
            words = List.copyOf(words);
        }
    }

    /** A range. */
    record Range(Bound low, Bound high) implements FieldValue {}

    /** End of a range as written. */
    record Bound(String text, boolean exclusive) {
        private static final Set<String> INFINITE = Set.of("-inf", "+inf", "inf");

        /** Case does not matter, as nowhere in a search. */
        public Bound {
            String folded = text.toLowerCase(Locale.ROOT);
            text = INFINITE.contains(folded) ? folded : text;
        }

        boolean isInfinite() {
            return INFINITE.contains(text);
        }
    }
}
