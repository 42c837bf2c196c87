package cc.dmart.api.model;

import java.util.Locale;
import java.util.Optional;

/** Booleans in the spellings that clients use ({@code http-api.md} 1.8). Thread-safe. */
public final class Flags {
    private Flags() {}

    /** The boolean that a text stands for, in any case; empty if it is none. */
    public static Optional<Boolean> of(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> Optional.of(true);
            case "false", "0", "no", "off", "f", "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** The boolean that a value stands for: itself, a text, 0 or 1; empty if it is none. */
    public static Optional<Boolean> of(JsonValue value) {
        return value instanceof JsonNumber number
                ? of(number.text())
                : value.asBool().or(() -> value.asString().flatMap(Flags::of));
    }
}
