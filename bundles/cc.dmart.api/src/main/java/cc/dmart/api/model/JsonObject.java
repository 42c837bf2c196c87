package cc.dmart.api.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An immutable JSON object that keeps the order of its keys. Equality ignores the order, as JSON does. Thread-safe.
 */
public final class JsonObject implements JsonValue {
    /** The object without members. */
    public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

    private final Map<String, JsonValue> members;

    private JsonObject(LinkedHashMap<String, JsonValue> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    /** An object with a copy of these members, in their iteration order. */
    public static JsonObject of(Map<String, ? extends JsonValue> members) {
        return members.isEmpty() ? EMPTY : new JsonObject(new LinkedHashMap<>(members));
    }

    /** A new, empty builder. */
    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /** A builder that starts with the members of this object. */
    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(members));
    }

    /** The member of this name; a member that is JSON null is present as {@link JsonNull}. */
    public Optional<JsonValue> get(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Whether there is a member of this name, null or not. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** The text of a string member; absent if there is none or it is no string. */
    public Optional<String> string(String name) {
        return members.get(name) instanceof JsonString s ? Optional.of(s.value()) : Optional.empty();
    }

    /** The value of a boolean member. */
    public Optional<Boolean> bool(String name) {
        return members.get(name) instanceof JsonBool b ? Optional.of(b.value()) : Optional.empty();
    }

    /** A number member. */
    public Optional<JsonNumber> number(String name) {
        return members.get(name) instanceof JsonNumber n ? Optional.of(n) : Optional.empty();
    }

    /** An object member. */
    public Optional<JsonObject> object(String name) {
        return members.get(name) instanceof JsonObject o ? Optional.of(o) : Optional.empty();
    }

    /** An array member. */
    public Optional<JsonArray> array(String name) {
        return members.get(name) instanceof JsonArray a ? Optional.of(a) : Optional.empty();
    }

    /** The string elements of an array member; empty if there is none. */
    public List<String> strings(String name) {
        return members.get(name) instanceof JsonArray a ? a.strings() : List.of();
    }

    /** This object with one member set, at its old place or at the end. */
    public JsonObject with(String name, JsonValue value) {
        return toBuilder().put(name, value).build();
    }

    /** This object without a member. */
    public JsonObject without(String name) {
        return members.containsKey(name) ? toBuilder().remove(name).build() : this;
    }

    /** This object without the members that are null; what is inside of others stays. */
    public JsonObject withoutNulls() {
        if (members.values().stream().noneMatch(JsonValue::isNull)) {
            return this;
        }
        Builder out = toBuilder();
        members.forEach((name, value) -> {
            if (value.isNull()) {
                out.remove(name);
            }
        });
        return out.build();
    }

    /** This object with every member replaced by what the function gives. */
    public JsonObject mapValues(UnaryOperator<JsonValue> function) {
        Builder out = builder();
        members.forEach((name, value) -> out.put(name, function.apply(value)));
        return out.build();
    }

    /** The members in order; not modifiable. */
    public Map<String, JsonValue> members() {
        return members;
    }

    /** The names in order. */
    public Set<String> names() {
        return members.keySet();
    }

    /** Number of members. */
    public int size() {
        return members.size();
    }

    /** Whether there are no members. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject o && members.equals(o.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }

    /** Collects members; not thread-safe. */
    public static final class Builder {
        private LinkedHashMap<String, JsonValue> members;
        private boolean shared;

        private Builder(LinkedHashMap<String, JsonValue> members) {
            this.members = members;
        }

        /** Sets a member; a name set again keeps its place and takes the new value. */
        public Builder put(String name, JsonValue value) {
            own().put(name, value);
            return this;
        }

        /** Sets a string member. */
        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        /** Sets a boolean member. */
        public Builder put(String name, boolean value) {
            return put(name, JsonBool.of(value));
        }

        /** Sets an integer member. */
        public Builder put(String name, long value) {
            return put(name, JsonNumber.of(value));
        }

        /** Sets a string member if there is a value. */
        public Builder putIfPresent(String name, Optional<String> value) {
            value.ifPresent(v -> put(name, v));
            return this;
        }

        /** Sets all members of another object. */
        public Builder putAll(JsonObject other) {
            own().putAll(other.members);
            return this;
        }

        /** Removes a member, if there is one. */
        public Builder remove(String name) {
            own().remove(name);
            return this;
        }

        /** Whether a member of this name was set. */
        public boolean has(String name) {
            return members.containsKey(name);
        }

        /** The object; the builder starts afresh with a copy when used again. */
        public JsonObject build() {
            if (members.isEmpty()) {
                return EMPTY;
            }
            shared = true;
            return new JsonObject(members);
        }

        private LinkedHashMap<String, JsonValue> own() {
            if (shared) {
                members = new LinkedHashMap<>(members);
                shared = false;
            }
            return members;
        }
    }
}
