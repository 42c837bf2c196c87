package cc.dmart.api.model;

/** A JSON boolean. Thread-safe. */
public enum JsonBool implements JsonValue {
    /** {@code true}. */
    TRUE(true),
    /** {@code false}. */
    FALSE(false);

    private final boolean value;

    JsonBool(boolean value) {
        this.value = value;
    }

    /** The truth value. */
    public boolean value() {
        return value;
    }

    /** The constant for a truth value. */
    public static JsonBool of(boolean value) {
        return value ? TRUE : FALSE;
    }
}
