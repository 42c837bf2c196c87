package cc.dmart.api.index;

import cc.dmart.api.model.JsonNumber;
import java.math.BigDecimal;

/**
 * A scalar at a path of an entry, array positions dropped ({@code query.md} 6.3). Thread-safe.
 *
 * @param path   canonical dotted path, such as {@code payload.body.price}
 * @param kind   how it is compared
 * @param text   the raw text: the string, the shortest form of the number, {@code true} or {@code false}
 * @param number the value of a number; NaN otherwise
 * @param micros instant in microseconds since the epoch for dates and ISO strings; {@link #NO_INSTANT} otherwise
 */
public record Leaf(String path, Kind kind, String text, double number, long micros) {
    /** Marks a leaf that is no instant. */
    public static final long NO_INSTANT = Long.MIN_VALUE;

    /** How a leaf is compared ({@code query.md} 2.2). */
    public enum Kind {
        /** A string compared whole. */
        KEYWORD,
        /** Text of {@code displayname} and {@code description}, compared by tokens. */
        TEXT,
        /** A number. */
        NUMBER,
        /** A boolean. */
        BOOL,
        /** {@code created_at} or {@code updated_at}. */
        DATE
    }

    /** A string, with its instant if it is an ISO date. */
    public static Leaf keyword(String path, String text, long micros) {
        return new Leaf(path, Kind.KEYWORD, text, Double.NaN, micros);
    }

    /** A text. */
    public static Leaf text(String path, String text) {
        return new Leaf(path, Kind.TEXT, text, Double.NaN, NO_INSTANT);
    }

    /** A number; its text is {@link #shortest} and never a negative zero. */
    public static Leaf number(String path, JsonNumber number) {
        return new Leaf(path, Kind.NUMBER, shortest(number.text()), number.doubleValue() + 0.0, NO_INSTANT);
    }

    /** A boolean. */
    public static Leaf bool(String path, boolean value) {
        return new Leaf(path, Kind.BOOL, Boolean.toString(value), Double.NaN, NO_INSTANT);
    }

    /** A date field. */
    public static Leaf date(String path, String text, long micros) {
        return new Leaf(path, Kind.DATE, text, Double.NaN, micros);
    }

    /**
     * The one shortest text of a decimal number ({@code query.md} 2.3): {@code 49.50} is {@code 49.5}, {@code 6e1} is
     * {@code 60}, {@code -0} is {@code 0}. Two numbers are equal when this text is. Texts longer than 100 characters and
     * texts that are no number stay as they are.
     */
    public static String shortest(String decimal) {
        if (isShortInteger(decimal)) {
            return decimal;
        }
        if (decimal.length() > 100) {
            return decimal;
        }
        try {
            BigDecimal value = new BigDecimal(decimal).stripTrailingZeros();
            if (value.signum() == 0) {
                return "0";
            }
            return Math.abs((long) value.precision() - value.scale()) > 40 ? value.toString() : value.toPlainString();
        } catch (NumberFormatException e) {
            return decimal;
        }
    }

    private static boolean isShortInteger(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        if (text.length() == from || text.length() > 18 || (text.charAt(from) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether a path is the payload body or lies in it: its strings are compared by tokens in phrases and groups. */
    public static boolean isBody(String path) {
        return path.startsWith("payload.body") && (path.length() == 12 || path.charAt(12) == '.');
    }

    /** Whether phrases and groups look at the tokens of this leaf: a text or a string of the payload body. */
    public boolean isTokenised() {
        return kind == Kind.TEXT || (kind == Kind.KEYWORD && isBody(path));
    }

    /** Whether the leaf stands for an instant. */
    public boolean isInstant() {
        return micros != NO_INSTANT;
    }
}
