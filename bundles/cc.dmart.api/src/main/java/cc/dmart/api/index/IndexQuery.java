package cc.dmart.api.index;

import java.util.List;
import java.util.Set;

/**
 * A query tree ({@code query.md} 2, 5). Field names are resolved: canonical dotted paths; a path that ends in {@code .*}
 * stands for every string and number below (KEYWORD, TEXT, NUMBER). {@link IndexMatcher} is the definition in code.
 * Thread-safe.
 */
public sealed interface IndexQuery {
    /** Every document. */
    record All() implements IndexQuery {}

    /** No document. */
    record None() implements IndexQuery {}

    /** All of them; none given = every document. */
    record And(List<IndexQuery> clauses) implements IndexQuery {
        /** With a copy of the list. */
        public And {
            clauses = List.copyOf(clauses);
        }
    }

    /** Any of them; none given = no document. */
    record Or(List<IndexQuery> clauses) implements IndexQuery {
        /** With a copy of the list. */
        public Or {
            clauses = List.copyOf(clauses);
        }
    }

    /** The complement. */
    record Not(IndexQuery clause) implements IndexQuery {}

    /** One of the terms in an exact field. */
    record Exact(ExactField field, Set<String> values) implements IndexQuery {
        /** With a copy of the set. */
        public Exact {
            values = Set.copyOf(values);
        }

        /** A single term. */
        public static Exact of(ExactField field, String value) {
            return new Exact(field, Set.of(value));
        }
    }

    /** Some value at the path passes the test. */
    record Field(String path, FieldTest test) implements IndexQuery {}

    /** The path has a non-null value, be it an empty list; for a path that ends in {@code .*} some path below has. */
    record Present(String path) implements IndexQuery {}

    /** Free text: one token, inside an indexed token when it has 3 or more code points, else at its beginning. */
    record Word(String token) implements IndexQuery {}

    /** Free text: a single token matches. */
    record WordGlob(Glob glob) implements IndexQuery {}

    /** Free text: whole tokens, contiguous within one value; without tokens every document. */
    record TextPhrase(List<String> tokens) implements IndexQuery {
        /** With a copy of the list. */
        public TextPhrase {
            tokens = List.copyOf(tokens);
        }
    }
}
