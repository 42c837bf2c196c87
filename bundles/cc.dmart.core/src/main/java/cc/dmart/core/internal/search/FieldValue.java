package cc.dmart.core.internal.search;

import java.util.List;

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
        boolean isInfinite() {
            return text.equals("-inf") || text.equals("+inf") || text.equals("inf");
        }
    }
}
