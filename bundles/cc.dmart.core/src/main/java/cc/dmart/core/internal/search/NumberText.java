package cc.dmart.core.internal.search;

import java.util.OptionalDouble;

/** Numbers as the search language knows them: {@code -?\d+(\.\d+)?} ({@code query.md} 2.4). Thread-safe. */
public final class NumberText {
    private NumberText() {}

    /** Whether the whole text is a number. */
    public static boolean isNumber(String text) {
        int n = text.length();
        int at = n > 0 && text.charAt(0) == '-' ? 1 : 0;
        int start = at;
        while (at < n && isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            return false;
        }
        if (at == n) {
            return true;
        }
        if (text.charAt(at) != '.') {
            return false;
        }
        start = ++at;
        while (at < n && isDigit(text.charAt(at))) {
            at++;
        }
        return at == n && at > start;
    }

    /** The number; empty if the text is none. */
    public static OptionalDouble parse(String text) {
        return isNumber(text) ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
