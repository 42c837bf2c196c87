package cc.dmart.core.internal.query;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code include_fields} and {@code exclude_fields} ({@code query.md} 3.5): dotted paths relative to the attributes.
 * Thread-safe.
 */
final class FieldSelection {
    private final Set<String> include;
    private final Set<String> exclude;

    FieldSelection(List<String> include, List<String> exclude) {
        this.include = Set.copyOf(include);
        this.exclude = Set.copyOf(exclude);
    }

    /** Whether everything is kept. */
    boolean isAll() {
        return include.isEmpty() && exclude.isEmpty();
    }

    /** The attributes that are left. */
    JsonObject apply(JsonObject attributes) {
        return isAll() ? attributes : object(attributes, "").orElse(JsonObject.EMPTY);
    }

    private Optional<JsonObject> object(JsonObject object, String prefix) {
        JsonObject.Builder out = JsonObject.builder();
        boolean any = false;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            Optional<? extends JsonValue> kept = value(prefix + member.getKey(), member.getValue());
            if (kept.isPresent()) {
                out.put(member.getKey(), kept.get());
                any = true;
            }
        }
        return any ? Optional.of(out.build()) : Optional.empty();
    }

    private Optional<? extends JsonValue> value(String path, JsonValue raw) {
        JsonValue value = raw instanceof JsonRaw && !include.contains(path) && !exclude.contains(path)
                ? JsonCodec.materialize(raw)
                : raw;
        if (value instanceof JsonObject || value instanceof JsonRaw) {
            if (include.contains(path)) {
                return Optional.of(value);
            }
            return exclude.contains(path) || !(value instanceof JsonObject inner)
                    ? Optional.empty()
                    : object(inner, path + ".");
        }
        boolean wanted = include.isEmpty() || include.contains(path);
        return wanted && !exclude.contains(path) ? Optional.of(value) : Optional.empty();
    }
}
