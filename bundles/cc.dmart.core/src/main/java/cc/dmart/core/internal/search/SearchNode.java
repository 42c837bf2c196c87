package cc.dmart.core.internal.search;

import java.util.List;

/** Tree of a search text as written; fields are not resolved yet ({@code query.md} 2.1). Thread-safe. */
sealed interface SearchNode {
    /** Any of the parts. */
    record Union(List<SearchNode> parts) implements SearchNode {
        /** With copies of the lists. */
        public Union {
            parts = List.copyOf(parts);
        }
    }

    /** All of the parts. */
    record Conjunction(List<SearchNode> parts) implements SearchNode {
        /** With copies of the lists. */
        public Conjunction {
            parts = List.copyOf(parts);
        }
    }

    /** Whatever does not match. */
    record Complement(SearchNode part) implements SearchNode {}

    /** A parenthesised part. */
    record Group(SearchNode part) implements SearchNode {}

    /** {@code @field:value}, negated by {@code -} or not. */
    record Clause(boolean negated, List<FieldRef> fields, Operator operator, List<FieldValue> values)
            implements SearchNode {
        /** With copies of the lists. */
        public Clause {
            fields = List.copyOf(fields);
            values = List.copyOf(values);
        }
    }

    /** A phrase of the free text. */
    record Phrase(String text) implements SearchNode {}

    /** A word of the free text. */
    record Word(Pattern pattern) implements SearchNode {}

    /** How a value is compared. */
    enum Operator {
        /** Equal, or in the range. */
        IS,
        /** {@code !}. */
        NOT,
        /** {@code >}. */
        GREATER,
        /** {@code >=}. */
        AT_LEAST,
        /** {@code <}. */
        LESS,
        /** {@code <=}. */
        AT_MOST
    }
}
