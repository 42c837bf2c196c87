package cc.dmart.core.internal.event.registration;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a filter is matched against: an event, or a change that is about to happen. Thread-safe.
 *
 * @param subpath normal form, no slash at either end
 * @param missed  whether it is a view of what is not there
 * @param changed dotted paths that changed, or that the request would change
 * @param fields  the fields of the event by dotted name, for the LDAP filter
 */
public record Occurrence(
        ActionType action,
        String space,
        String subpath,
        Optional<ResourceType> type,
        Optional<String> schema,
        boolean missed,
        Supplier<Set<String>> changed,
        Supplier<Map<String, Object>> fields) {

    /** An event. */
    public static Occurrence of(EntryEvent event) {
        return new Occurrence(
                event.action(),
                event.spaceName(),
                trim(event.subpath()),
                event.resourceType(),
                event.schemaShortname(),
                event.action() == ActionType.VIEW
                        && event.attributes().bool(HookDispatcher.MISSED).orElse(false),
                () -> event.attributes()
                        .object(EntryEvent.DIFF)
                        .map(diff -> (Set<String>) new LinkedHashSet<>(diff.names()))
                        .orElse(Set.of()),
                () -> flatten(event.toJson()));
    }

    /** A change before it happens. */
    public static Occurrence of(HookDispatcher.Call call) {
        return new Occurrence(
                call.action(),
                call.at().space().value(),
                call.at().subpath().value(),
                typeOf(call),
                schema(call),
                false,
                () -> call.proposed()
                        .map(record -> flatten(record.attributes()).keySet())
                        .orElse(Set.of()),
                () -> fields(call));
    }

    /** The schema of the request, or else of the stored entry. */
    public static Optional<String> schema(HookDispatcher.Call call) {
        return call.proposed()
                .flatMap(record -> record.attributes().object("payload"))
                .flatMap(payload -> payload.string("schema_shortname"))
                .filter(s -> !s.isEmpty())
                .or(() -> call.current().flatMap(Entry::schemaShortname));
    }

    /** A question is about no type and has no name. */
    private static Optional<ResourceType> typeOf(HookDispatcher.Call call) {
        return call.action() == ActionType.QUERY
                ? Optional.empty()
                : Optional.of(call.at().type());
    }

    private static Optional<String> nameOf(HookDispatcher.Call call) {
        return typeOf(call).map(type -> call.at().shortname().value());
    }

    private static Map<String, Object> fields(HookDispatcher.Call call) {
        JsonObject.Builder event = JsonObject.builder()
                .put("space_name", call.at().space().value())
                .put("subpath", call.at().subpath().slashed())
                .putIfPresent("shortname", nameOf(call))
                .put("action_type", call.action().wire())
                .putIfPresent("resource_type", typeOf(call).map(ResourceType::wire))
                .putIfPresent("schema_shortname", schema(call))
                .put("attributes", call.attributes())
                .put("user_shortname", call.caller().user())
                .put("phase", "before");
        return flatten(event.build());
    }

    /** The leaves by dotted name; lists of scalars keep their elements as texts. */
    static Map<String, Object> flatten(JsonObject object) {
        Map<String, Object> out = new HashMap<>();
        flatten("", object, out);
        return out;
    }

    private static void flatten(String prefix, JsonObject object, Map<String, Object> out) {
        object.members().forEach((name, raw) -> {
            JsonValue value = JsonCodec.materialize(raw);
            if (value instanceof JsonObject inner && !inner.isEmpty()) {
                flatten(prefix + name + ".", inner, out);
            } else {
                out.put(prefix + name, plain(value));
            }
        });
    }

    static Object plain(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.value();
        } else if (value instanceof JsonNumber number) {
            return number.text();
        } else if (value instanceof JsonBool bool) {
            return bool.value();
        } else if (value instanceof JsonArray array) {
            return array.stream()
                    .map(v -> plain(JsonCodec.materialize(v)).toString())
                    .toList();
        }
        return "";
    }

    /** A path without slashes at either end. */
    static String trim(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }
}
