package cc.dmart.core.internal.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The lexical rules of {@code query.md} 2.1: characters, escapes, quotes. Not thread-safe; one per text. */
final class SearchScanner {
    private final String text;
    private int at;

    SearchScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next character; 0 at the end. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    void skip(int count) {
        at = Math.min(text.length(), at + count);
    }

    boolean accept(char c) {
        if (!atEnd() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    void skipBlanks() {
        while (!atEnd() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    static boolean isBlank(int c) {
        return Character.isWhitespace(c) || c == 0x00A0;
    }

    /** Whether what comes next ends a bare text: blank, {@code |}, a parenthesis, or the end. */
    boolean atBareEnd() {
        return atEnd() || isBareEnd(text.charAt(at));
    }

    private static boolean isBareEnd(int c) {
        return c == '|' || c == '(' || c == ')' || isBlank(c);
    }

    /** Unquoted text up to a blank, {@code |} or parenthesis. */
    Pattern bare() {
        return pattern(SearchScanner::isBareEnd);
    }

    /** Text up to an unescaped stop character, which is left in place. */
    Pattern pattern(IntPredicate stop) {
        List<String> parts = new ArrayList<>(2);
        StringBuilder part = new StringBuilder();
        while (!atEnd() && !stop.test(text.charAt(at))) {
            char c = text.charAt(at++);
            if (c == '*') {
                parts.add(part.toString());
                part.setLength(0);
            } else if (c == '\\' && !atEnd()) {
                part.append(text.charAt(at++));
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new Pattern(parts);
    }

    /** Text behind an opening quote up to the closing one, or to the end. */
    String quoted() {
        StringBuilder out = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                break;
            }
            out.append(c == '\\' && !atEnd() ? text.charAt(at++) : c);
        }
        return out.toString();
    }

    /**
     * What stands behind {@code @} up to the colon, which is taken too. Without a colon the name is skipped.
     *
     * @return empty text if there is no colon
     */
    String fieldNames() {
        StringBuilder out = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == ':') {
                at++;
                return out.toString();
            }
            if (isBlank(c) || c == '(' || c == ')' || c == '"') {
                return "";
            }
            at++;
            out.append(c == '\\' && !atEnd() ? text.charAt(at++) : c);
        }
        return "";
    }

    /** Takes a word if it stands alone here, between blanks or parentheses. */
    boolean acceptWord(String word, boolean anyCase) {
        int end = at + word.length();
        if (text.regionMatches(anyCase, at, word, 0, word.length())
                && (end == text.length() || isBareEnd(text.charAt(end)))) {
            at = end;
            return true;
        }
        return false;
    }
}
