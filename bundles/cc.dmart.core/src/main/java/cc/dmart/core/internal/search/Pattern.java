package cc.dmart.core.internal.search;

import java.util.List;

/**
 * Unquoted text of a search, cut at its unescaped stars; escapes are undone. One part means there is no star. Thread-safe.
 */
record Pattern(List<String> parts) {
    Pattern {
        parts = List.copyOf(parts);
    }

    static Pattern literal(String text) {
        return new Pattern(List.of(text));
    }

    boolean isGlob() {
        return parts.size() > 1;
    }

    /** Whether it is made of stars alone. */
    boolean isStar() {
        return isGlob() && parts.stream().allMatch(String::isEmpty);
    }

    boolean isEmpty() {
        return !isGlob() && parts.get(0).isEmpty();
    }

    String text() {
        return String.join("*", parts);
    }
}
