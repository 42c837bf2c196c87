package cc.dmart.jq.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Integer literals beyond 64 bits, which the parser of the library does not take: they become the nearest double, by a fraction
 * of nothing. Strings and comments stay as they are, what is interpolated in a string is program again. Not thread-safe.
 */
final class Literals {
    private static final Pattern LONG = Pattern.compile("[0-9]{19}");
    private static final Pattern WORD = Pattern.compile("[.$@]?[A-Za-z_][A-Za-z0-9_:]*|[0-9.]+(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{19,}");

    private final String program;
    private final StringBuilder out = new StringBuilder();
    /** Open parentheses of each interpolation that is under way. */
    private final Deque<Integer> open = new ArrayDeque<>();

    private Literals(String program) {
        this.program = program;
    }

    /** A program that the library can read. */
    static String readable(String program) {
        return LONG.matcher(program).find() ? new Literals(program).read() : program;
    }

    private String read() {
        Matcher word = WORD.matcher(program);
        open.push(0);
        int at = 0;
        while (at < program.length()) {
            char c = program.charAt(at);
            if (c == '"') {
                at = string(at + 1, at);
            } else if (c == '#') {
                at = copy(at, end('\n', at));
            } else if (word.region(at, program.length()).lookingAt()) {
                at = copy(at, word.end());
                out.append(isTooLong(word.group()) ? ".0" : "");
            } else {
                at = c == '(' || c == ')' ? parenthesis(at, c) : copy(at, at + 1);
            }
        }
        return out.toString();
    }

    private static boolean isTooLong(String word) {
        if (!WHOLE.matcher(word).matches()) {
            return false;
        }
        try {
            Long.parseLong(word);
            return false;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private int parenthesis(int at, char c) {
        int depth = open.pop() + (c == '(' ? 1 : -1);
        if (depth < 0 && !open.isEmpty()) {
            return string(at + 1, at);
        }
        open.push(depth);
        return copy(at, at + 1);
    }

    /** Copies the rest of a string, as far as its end or the next interpolation. */
    private int string(int begin, int from) {
        int at = begin;
        while (at < program.length()) {
            char c = program.charAt(at);
            if (c == '"') {
                return copy(from, at + 1);
            }
            if (c == '\\' && program.startsWith("(", at + 1)) {
                open.push(0);
                return copy(from, at + 2);
            }
            at += c == '\\' ? 2 : 1;
        }
        return copy(from, program.length());
    }

    private int end(char c, int from) {
        int at = program.indexOf(c, from);
        return at < 0 ? program.length() : at;
    }

    private int copy(int from, int to) {
        out.append(program, from, to);
        return to;
    }
}
