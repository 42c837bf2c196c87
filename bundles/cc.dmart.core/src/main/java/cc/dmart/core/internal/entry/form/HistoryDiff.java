package cc.dmart.core.internal.entry.form;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The difference of two versions as the change log keeps it ({@code storage.md} 1.7): flattened keys, only those below what the
 * request named, {@code "null"} for a missing side with the marker {@code op}, lists without their common elements, secrets
 * masked. Not thread-safe; one per change.
 */
public final class HistoryDiff {
    private static final JsonString MISSING = new JsonString("null");
    private static final Set<String> SKIPPED =
            Set.of("updated_at", Checksums.VERSION, "payload.checksum", "payload.client_checksum");

    private final JsonObject.Builder out = JsonObject.builder();

    private HistoryDiff() {}

    /**
     * Compares.
     *
     * @param named what the request named; a leaf or an array stands for everything below it
     */
    public static JsonObject of(JsonObject named, JsonObject before, JsonObject after) {
        HistoryDiff diff = new HistoryDiff();
        diff.members("", named, Optional.of(before), Optional.of(after));
        return diff.out.build();
    }

    private void members(String path, JsonObject named, Optional<JsonValue> before, Optional<JsonValue> after) {
        named.members().forEach((name, value) -> {
            String key = path.isEmpty() ? name : path + "." + name;
            if (!SKIPPED.contains(key)) {
                walk(key, value, member(before, name), member(after, name));
            }
        });
    }

    private void walk(String key, JsonValue named, Optional<JsonValue> before, Optional<JsonValue> after) {
        if (before.equals(after)) {
            return;
        }
        if (named instanceof JsonObject object && !object.isEmpty() && isObject(before) && isObject(after)) {
            members(key, object, before, after);
            return;
        }
        Map<String, JsonValue> old = leaves(key, before);
        Map<String, JsonValue> now = leaves(key, after);
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(now.keySet());
        for (String leaf : keys) {
            leaf(leaf, Optional.ofNullable(old.get(leaf)), Optional.ofNullable(now.get(leaf)));
        }
    }

    private void leaf(String key, Optional<JsonValue> before, Optional<JsonValue> after) {
        if (before.equals(after)) {
            return;
        }
        JsonValue old = before.orElse(MISSING);
        JsonValue now = after.orElse(MISSING);
        if (Secrets.isSecret(key)) {
            old = Secrets.MASK;
            now = Secrets.MASK;
        } else if (old instanceof JsonArray was && now instanceof JsonArray is) {
            old = rest(was, is);
            now = rest(is, was);
        }
        JsonObject.Builder change = JsonObject.builder().put("old", old).put("new", now);
        if (before.isEmpty() || after.isEmpty()) {
            change.put("op", before.isEmpty() ? "add" : "remove");
        }
        out.put(key, change.build());
    }

    private static JsonArray rest(JsonArray of, JsonArray without) {
        Set<JsonValue> gone = Set.copyOf(new LinkedHashSet<>(without.values()));
        return new JsonArray(of.stream().filter(v -> !gone.contains(v)).toList());
    }

    private static boolean isObject(Optional<JsonValue> value) {
        return value.isEmpty() || value.get() instanceof JsonObject;
    }

    private static Optional<JsonValue> member(Optional<JsonValue> value, String name) {
        return value.flatMap(v -> v.asObject()).flatMap(o -> o.get(name)).filter(v -> v != JsonNull.NULL);
    }

    private static Map<String, JsonValue> leaves(String key, Optional<JsonValue> value) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        value.ifPresent(v -> JsonTrees.flatten(key, v, out));
        return out;
    }
}
