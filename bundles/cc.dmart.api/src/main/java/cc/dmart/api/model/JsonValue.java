package cc.dmart.api.model;

import java.util.Optional;

/**
 * An immutable JSON value. Numbers keep their text exactly, objects keep the order of their keys. Parsing and writing is
 * {@code cc.dmart.api.json.JsonCodec}. Thread-safe.
 */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBool, JsonNull, JsonRaw {

    /** Whether this is JSON {@code null}. */
    default boolean isNull() {
        return this instanceof JsonNull;
    }

    /** The text when this is a string. */
    default Optional<String> asString() {
        return this instanceof JsonString s ? Optional.of(s.value()) : Optional.empty();
    }

    /** The truth value when this is a boolean. */
    default Optional<Boolean> asBool() {
        return this instanceof JsonBool b ? Optional.of(b.value()) : Optional.empty();
    }

    /** The object when this is one. */
    default Optional<JsonObject> asObject() {
        return this instanceof JsonObject o ? Optional.of(o) : Optional.empty();
    }

    /** The array when this is one. */
    default Optional<JsonArray> asArray() {
        return this instanceof JsonArray a ? Optional.of(a) : Optional.empty();
    }
}
