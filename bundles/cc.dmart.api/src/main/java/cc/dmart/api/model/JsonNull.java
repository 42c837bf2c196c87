package cc.dmart.api.model;

/** JSON {@code null}. Thread-safe. */
public enum JsonNull implements JsonValue {
    /** The only null. */
    NULL
}
