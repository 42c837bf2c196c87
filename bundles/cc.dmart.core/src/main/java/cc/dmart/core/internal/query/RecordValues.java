package cc.dmart.core.internal.query;

import cc.dmart.api.index.Leaf;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.search.FieldNames;
import cc.dmart.core.internal.search.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scalars of a record by dotted path: those of the record itself by their names, others from its attributes, through lists
 * ({@code query.md} 3.9). What may not be asked for is not there. Thread-safe.
 */
final class RecordValues {
    private RecordValues() {}

    /** A path as written, without {@code @}, {@code []} and {@code attributes.}. */
    static String plain(String written) {
        String name = written.strip().replace("[]", "");
        name = name.startsWith("@") ? name.substring(1) : name;
        return name.startsWith("attributes.") ? name.substring("attributes.".length()) : name;
    }

    /** The scalars at a plain path as texts: numbers in their shortest form. */
    static List<String> texts(WireRecord record, String path) {
        List<String> out = new ArrayList<>();
        for (JsonValue value : values(record, path)) {
            if (value instanceof JsonNumber number) {
                out.add(Leaf.shortest(number.text()));
            } else if (value instanceof JsonBool bool) {
                out.add(Boolean.toString(bool.value()));
            } else if (value instanceof JsonString text) {
                out.add(text.value());
            }
        }
        return out;
    }

    /** The scalars at a plain path. */
    static List<JsonValue> values(WireRecord record, String path) {
        List<JsonValue> out = new ArrayList<>();
        Optional<JsonValue> own = own(record, path);
        if (own.isPresent()) {
            out.add(own.get());
        } else if (isAskable(path)) {
            collect(record.attributes(), path, out);
        }
        return out;
    }

    private static Optional<JsonValue> own(WireRecord record, String path) {
        return switch (path) {
            case "shortname" -> Optional.of(new JsonString(record.shortname()));
            case "resource_type" ->
                Optional.of(new JsonString(record.resourceType().wire()));
            case "subpath" -> Optional.of(new JsonString(record.subpath()));
            case "uuid" -> record.uuid().map(JsonString::new);
            default -> Optional.empty();
        };
    }

    private static boolean isAskable(String path) {
        return FieldNames.resolve(path).kind() != FieldPath.Kind.UNKNOWN;
    }

    /** What stands at a plain path, as it stands there; through a list a list of what its elements have. */
    static Optional<JsonValue> value(WireRecord record, String path) {
        return own(record, path).or(() -> isAskable(path) ? at(record.attributes(), path) : Optional.empty());
    }

    private static Optional<JsonValue> at(JsonValue value, String path) {
        if (path.isEmpty()) {
            return Optional.of(value).filter(v -> !v.isNull());
        }
        if (value instanceof JsonArray array) {
            List<JsonValue> found = new ArrayList<>();
            array.forEach(each -> at(each, path).ifPresent(found::add));
            return found.isEmpty() ? Optional.empty() : Optional.of(new JsonArray(found));
        }
        int dot = path.indexOf('.');
        String head = dot < 0 ? path : path.substring(0, dot);
        return value.asObject()
                .flatMap(o -> o.get(head))
                .flatMap(v -> at(JsonCodec.materialize(v), dot < 0 ? "" : path.substring(dot + 1)));
    }

    private static void collect(JsonValue value, String path, List<JsonValue> out) {
        if (value instanceof JsonArray array) {
            array.forEach(v -> collect(v, path, out));
        } else if (path.isEmpty()) {
            if (!(value instanceof JsonObject) && !value.isNull()) {
                out.add(value);
            }
        } else if (value instanceof JsonObject object) {
            int dot = path.indexOf('.');
            String head = dot < 0 ? path : path.substring(0, dot);
            String rest = dot < 0 ? "" : path.substring(dot + 1);
            object.get(head).ifPresent(v -> collect(JsonCodec.materialize(v), rest, out));
        }
    }
}
