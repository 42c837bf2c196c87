package cc.dmart.api.model;

import static java.util.Objects.requireNonNull;

/** A JSON string. Thread-safe. */
public record JsonString(String value) implements JsonValue {
    /** A string of this text. */
    public JsonString {
        requireNonNull(value, "value");
    }
}
