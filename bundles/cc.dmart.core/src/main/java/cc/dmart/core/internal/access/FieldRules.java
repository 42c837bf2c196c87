package cc.dmart.core.internal.access;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Permission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a grant lets its holder write, and with which values ({@code security.md} 3.8). Thread-safe.
 *
 * @param restricted dotted paths that may not be written
 * @param allowed    maps of dotted path to legal values; every one must be satisfied
 */
record FieldRules(Set<String> restricted, List<JsonObject> allowed) {

    /** The rules of one permission. */
    static FieldRules of(Permission permission) {
        JsonObject values = permission.allowedFieldsValues();
        return new FieldRules(
                new LinkedHashSet<>(permission.restrictedFields()), values.isEmpty() ? List.of() : List.of(values));
    }

    /** Whether nothing is restricted. */
    boolean isEmpty() {
        return restricted.isEmpty() && allowed.isEmpty();
    }

    /** The rules of both. */
    FieldRules and(FieldRules other) {
        Set<String> fields = new LinkedHashSet<>(restricted);
        fields.addAll(other.restricted);
        Set<JsonObject> maps = new LinkedHashSet<>(allowed);
        maps.addAll(other.allowed);
        return new FieldRules(fields, List.copyOf(maps));
    }

    /** Whether whatever these rules forbid, the other ones forbid too, as far as can be seen from equal rules. */
    boolean isNoStricterThan(FieldRules other) {
        return other.restricted.containsAll(restricted) && other.allowed.containsAll(allowed);
    }

    /** All maps as one, for the wire; of a field in several of them only the values that all name. */
    JsonObject allowedAsOne() {
        JsonObject.Builder out = JsonObject.builder();
        Map<String, JsonValue> merged = new LinkedHashMap<>();
        for (JsonObject map : allowed) {
            map.members().forEach((field, values) -> merged.merge(field, values, FieldRules::common));
        }
        merged.forEach(out::put);
        return out.build();
    }

    private static JsonValue common(JsonValue a, JsonValue b) {
        if (a instanceof JsonArray left && b instanceof JsonArray right) {
            return new JsonArray(
                    left.stream().filter(v -> contains(right.values(), v)).toList());
        }
        return JsonArray.EMPTY;
    }

    /** The leaves of written attributes by dotted path; lists and empty objects are leaves. */
    static Map<String, JsonValue> flatten(JsonObject attributes) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        flatten("", attributes, out);
        return out;
    }

    private static void flatten(String prefix, JsonObject object, Map<String, JsonValue> out) {
        object.members().forEach((name, raw) -> {
            JsonValue value = JsonCodec.materialize(raw);
            if (value instanceof JsonObject inner && !inner.isEmpty()) {
                flatten(prefix + name + ".", inner, out);
            } else {
                out.put(prefix + name, value);
            }
        });
    }

    /** The first of these leaves that may not be written; null if all may. */
    @Nullable
    String forbidden(Map<String, JsonValue> leaves) {
        for (Map.Entry<String, JsonValue> leaf : leaves.entrySet()) {
            for (String field : restricted) {
                if (touches(leaf.getKey(), field)) {
                    return leaf.getKey();
                }
            }
            for (JsonObject map : allowed) {
                if (!permits(map, leaf.getKey(), leaf.getValue())) {
                    return leaf.getKey();
                }
            }
        }
        return null;
    }

    /** Whether a leaf is the field, lies below it, or overwrites it from above. */
    private static boolean touches(String leaf, String field) {
        return leaf.equals(field) || isBelow(leaf, field) || isBelow(field, leaf);
    }

    private static boolean isBelow(String path, String above) {
        return path.length() > above.length() && path.startsWith(above) && path.charAt(above.length()) == '.';
    }

    private static boolean permits(JsonObject map, String leaf, JsonValue value) {
        for (Map.Entry<String, JsonValue> rule : map.members().entrySet()) {
            if (leaf.equals(rule.getKey())) {
                if (!isAllowed(value, rule.getValue())) {
                    return false;
                }
            } else if (touches(leaf, rule.getKey())) {
                return false; // an object in place of the value, or a leaf that wipes it out
            }
        }
        return true;
    }

    private static boolean isAllowed(JsonValue value, JsonValue legal) {
        List<JsonValue> values = legal instanceof JsonArray list ? list.values() : List.of();
        if (values.isEmpty()) {
            return false;
        }
        if (!(value instanceof JsonArray given)) {
            return contains(values, value);
        }
        List<JsonArray> lists = new ArrayList<>();
        values.forEach(v -> v.asArray().ifPresent(lists::add));
        if (lists.isEmpty()) {
            return given.stream().allMatch(v -> contains(values, v));
        }
        return lists.stream().anyMatch(list -> given.stream().allMatch(v -> contains(list.values(), v)));
    }

    private static boolean contains(List<JsonValue> values, JsonValue wanted) {
        return values.stream().anyMatch(v -> same(v, wanted));
    }

    /** Typed equality, numbers by value. */
    private static boolean same(JsonValue a, JsonValue b) {
        if (a instanceof JsonNumber left && b instanceof JsonNumber right) {
            return left.equals(right) || left.decimal().compareTo(right.decimal()) == 0;
        }
        return a.equals(b);
    }
}
