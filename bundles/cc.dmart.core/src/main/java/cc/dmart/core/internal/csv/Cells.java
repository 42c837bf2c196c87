package cc.dmart.core.internal.csv;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.model.WireRecord;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Records as cells by dotted keys ({@code query.md} 8.1). Thread-safe. */
final class Cells {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final List<String> PLACES = List.of("", "attributes.", "attributes.payload.body.");
    private static final String ATTRIBUTES = "attributes.";
    private static final Set<String> DATES =
            Set.of("created_at", "updated_at", "attributes.created_at", "attributes.updated_at");
    private static final String ATTACHMENTS = "attachments.";

    private final ZoneId zone;

    Cells(ZoneId zone) {
        this.zone = zone;
    }

    /** The cell of a key: of the record, else of its attributes, else of the payload body; empty text if there is none. */
    String cell(WireRecord record, String key) {
        if (key.startsWith(ATTACHMENTS)) {
            return attachments(record, key.substring(ATTACHMENTS.length()));
        }
        for (String place : PLACES) {
            String path = place + key;
            Optional<JsonValue> found = path.startsWith(ATTRIBUTES)
                    ? at(record.attributes(), path.substring(ATTRIBUTES.length()))
                    : head(record, path);
            if (found.isPresent()) {
                return text(path, found.get());
            }
        }
        return "";
    }

    /** The cell of a key in a value that a filter made: where a record would have it. */
    String cell(JsonObject value, String key) {
        for (String place : PLACES) {
            Optional<JsonValue> found = at(value, place + key);
            if (found.isPresent()) {
                return text(place + key, found.get());
            }
        }
        return "";
    }

    /** All cells of a value by their dotted keys; empty ones are left out. */
    Map<String, String> all(JsonObject value) {
        Map<String, String> out = new LinkedHashMap<>();
        flatten("", value, out);
        return out;
    }

    /** The members of a record that stand beside its attributes. */
    static Optional<JsonValue> head(WireRecord record, String name) {
        return switch (name) {
            case "resource_type" ->
                Optional.of(new JsonString(record.resourceType().wire()));
            case "shortname" -> Optional.of(new JsonString(record.shortname()));
            case "subpath" -> Optional.of(new JsonString(record.subpath()));
            case "uuid" -> record.uuid().map(JsonString::new);
            default -> Optional.empty();
        };
    }

    /** The value at a dotted path; a key with dots of its own is found too. */
    private static Optional<JsonValue> at(JsonObject object, String path) {
        Optional<JsonValue> whole = object.get(path).filter(v -> !v.isNull()).map(JsonCodec::materialize);
        for (int dot = path.indexOf('.'); dot > 0 && whole.isEmpty(); dot = path.indexOf('.', dot + 1)) {
            String rest = path.substring(dot + 1);
            whole = object.get(path.substring(0, dot))
                    .map(JsonCodec::materialize)
                    .flatMap(JsonValue::asObject)
                    .flatMap(inner -> at(inner, rest));
        }
        return whole;
    }

    private String attachments(WireRecord record, String key) {
        int dot = key.indexOf('.');
        Optional<ResourceType> type = dot < 0 ? Optional.empty() : ResourceType.of(key.substring(0, dot));
        if (type.isEmpty() || record.attachments().isEmpty()) {
            return "";
        }
        String property = key.substring(dot + 1);
        return record.attachments().get().getOrDefault(type.get(), List.of()).stream()
                .map(attachment -> cell(attachment, property))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("|"));
    }

    /** All cells of the attributes by their dotted keys, in the order of the attributes; empty ones are left out. */
    Map<String, String> all(WireRecord record) {
        return all(record.attributes());
    }

    private void flatten(String prefix, JsonObject object, Map<String, String> out) {
        object.members().forEach((name, raw) -> {
            JsonValue value = JsonCodec.materialize(raw);
            if (value instanceof JsonObject inner) {
                flatten(prefix + name + ".", inner, out);
            } else {
                String text = text(prefix + name, value);
                if (!text.isEmpty()) {
                    out.put(prefix + name, text);
                }
            }
        });
    }

    private String text(String path, JsonValue value) {
        if (value instanceof JsonString string) {
            return DATES.contains(path) ? date(string.value()) : string.value();
        }
        List<String> parts = new ArrayList<>();
        scalars(value, parts);
        return String.join("|", parts);
    }

    private static void scalars(JsonValue value, List<String> out) {
        if (value instanceof JsonString string) {
            out.add(string.value());
        } else if (value instanceof JsonNumber number) {
            out.add(number.text());
        } else if (value instanceof JsonBool bool) {
            out.add(Boolean.toString(bool.value()));
        } else if (value instanceof JsonArray array) {
            array.forEach(one -> scalars(one, out));
        } else if (value instanceof JsonObject object) {
            object.members().values().forEach(one -> scalars(JsonCodec.materialize(one), out));
        }
    }

    private String date(String text) {
        return Timestamps.parse(text, zone)
                .map(instant -> DATE.format(LocalDateTime.ofInstant(instant, zone)))
                .orElse(text);
    }
}
