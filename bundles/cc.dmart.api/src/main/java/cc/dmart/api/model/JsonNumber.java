package cc.dmart.api.model;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * A JSON number, kept as its decimal text so that big integers and decimals survive load and save unchanged. Equality is
 * equality of the text; compare values with {@link #decimal()}. Thread-safe.
 */
public record JsonNumber(String text) implements JsonValue {
    /** A number with this JSON text. */
    public JsonNumber {
        requireNonNull(text, "text");
    }

    /** An integer number. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** Whether the text is an integer that fits a {@code long}. */
    public boolean isLong() {
        if (text.length() > 20) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The value, truncated to a {@code long}; numbers out of range are clamped. */
    public long longValue() {
        return isLong() ? Long.parseLong(text) : (long) doubleValue();
    }

    /** The nearest double. */
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    /** The exact value. @throws ArithmeticException if the exponent is beyond 10000, which no stored number needs. */
    public BigDecimal decimal() {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) > 10_000) {
            throw new ArithmeticException("exponent out of range");
        }
        return value;
    }
}
