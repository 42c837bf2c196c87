package cc.dmart.api.index;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of literal parts with anything between them: {@code a*b} is the parts {@code a}, {@code b}; {@code *a} begins
 * with an empty part. At least two parts. Matching is linear. Thread-safe.
 *
 * @param parts normalised literal parts
 */
public record Glob(List<String> parts) {
    /** A pattern with a copy of the parts. */
    public Glob {
        parts = List.copyOf(parts);
        if (parts.size() < 2) {
            throw new IllegalArgumentException("a glob has a star");
        }
    }

    /** {@code *text*}. */
    public static Glob infix(String text) {
        return new Glob(List.of("", text, ""));
    }

    /** {@code text*}. */
    public static Glob prefix(String text) {
        return new Glob(List.of(text, ""));
    }

    /** Whether a normalised text matches. */
    public boolean matches(String normal) {
        String first = parts.get(0);
        String last = parts.get(parts.size() - 1);
        if (normal.length() < first.length() + last.length() || !normal.startsWith(first) || !normal.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = normal.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = normal.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }

    /** The longest literal part. */
    public String longestPart() {
        List<String> sorted = new ArrayList<>(parts);
        sorted.sort((a, b) -> Integer.compare(b.length(), a.length()));
        return sorted.get(0);
    }
}
