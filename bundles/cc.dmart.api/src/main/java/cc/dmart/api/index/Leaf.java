package cc.dmart.api.index;

import cc.dmart.api.model.JsonNumber;

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

    /** A number. */
    public static Leaf number(String path, JsonNumber number) {
        double value = number.doubleValue();
        String text = value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : number.text();
        return new Leaf(path, Kind.NUMBER, text, value, NO_INSTANT);
    }

    /** A boolean. */
    public static Leaf bool(String path, boolean value) {
        return new Leaf(path, Kind.BOOL, Boolean.toString(value), Double.NaN, NO_INSTANT);
    }

    /** A date field. */
    public static Leaf date(String path, String text, long micros) {
        return new Leaf(path, Kind.DATE, text, Double.NaN, micros);
    }

    /** Whether the leaf stands for an instant. */
    public boolean isInstant() {
        return micros != NO_INSTANT;
    }
}
