package cc.dmart.core.internal.entry.form;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operations on JSON trees that changes need ({@code storage.md} 1.7, 3.3). Thread-safe. */
public final class JsonTrees {
    private JsonTrees() {}

    /** The value without members and elements that are null, at any depth; the same instance if there are none. */
    public static JsonValue withoutNulls(JsonValue value) {
        if (value instanceof JsonObject object) {
            return withoutNulls(object);
        }
        return value instanceof JsonArray array ? withoutNulls(array) : value;
    }

    /** The same for an object. */
    public static JsonObject withoutNulls(JsonObject object) {
        JsonObject.Builder out = null;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            JsonValue kept = withoutNulls(member.getValue());
            if (kept == JsonNull.NULL) {
                out = out == null ? object.toBuilder() : out;
                out.remove(member.getKey());
            } else if (kept != member.getValue()) {
                out = out == null ? object.toBuilder() : out;
                out.put(member.getKey(), kept);
            }
        }
        return out == null ? object : out.build();
    }

    private static JsonArray withoutNulls(JsonArray array) {
        List<JsonValue> out = new ArrayList<>(array.size());
        boolean same = true;
        for (JsonValue value : array) {
            JsonValue kept = withoutNulls(value);
            same &= kept == value && !value.isNull();
            if (!kept.isNull()) {
                out.add(kept);
            }
        }
        return same ? array : new JsonArray(out);
    }

    /** Deep merge: objects into objects, everything else replaces ({@code storage.md} 3.3). Nulls are kept. */
    public static JsonObject merge(JsonObject old, JsonObject patch) {
        JsonObject.Builder out = old.toBuilder();
        for (Map.Entry<String, JsonValue> member : patch.members().entrySet()) {
            JsonValue value = member.getValue();
            Optional<JsonObject> into = old.object(member.getKey());
            boolean both = into.isPresent() && value instanceof JsonObject;
            out.put(member.getKey(), both ? merge(into.get(), (JsonObject) value) : value);
        }
        return out.build();
    }

    /** Leaves by dotted key: scalars and arrays; empty objects vanish ({@code storage.md} 1.7). */
    static void flatten(String key, JsonValue value, Map<String, JsonValue> out) {
        if (value instanceof JsonObject object) {
            object.members().forEach((name, v) -> flatten(key.isEmpty() ? name : key + "." + name, v, out));
        } else {
            out.put(key, value);
        }
    }

    /**
     * The attributes and, for each object among them that replaces a field of the meta, null for what only that field has, by its
     * dotted path; the payload aside. The same instance if there is nothing.
     */
    public static JsonObject withRemovals(JsonObject meta, JsonObject attributes) {
        JsonObject.Builder out = null;
        for (Map.Entry<String, JsonValue> member : attributes.members().entrySet()) {
            Optional<JsonObject> old = meta.object(member.getKey());
            if (old.isPresent() && member.getValue() instanceof JsonObject sent && !"payload".equals(member.getKey())) {
                for (String path : removed(member.getKey(), old.get(), sent)) {
                    out = out == null ? attributes.toBuilder() : out;
                    out.put(path, JsonNull.NULL);
                }
            }
        }
        return out == null ? attributes : out.build();
    }

    /** Dotted paths of the leaves that only the old tree has; where a value stands in place of an object, none below it. */
    public static Set<String> removed(String prefix, JsonObject old, JsonObject replacement) {
        Set<String> out = new LinkedHashSet<>();
        old.members().forEach((name, value) -> {
            String path = prefix + "." + name;
            Optional<JsonValue> other = replacement.get(name);
            if (other.isEmpty()) {
                Map<String, JsonValue> leaves = new LinkedHashMap<>();
                flatten(path, value, leaves);
                out.addAll(leaves.keySet());
            } else if (value instanceof JsonObject a && other.get() instanceof JsonObject b) {
                out.addAll(removed(path, a, b));
            }
        });
        return out;
    }
}
