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
        switch (path) {
            case "shortname" -> out.add(new JsonString(record.shortname()));
            case "resource_type" -> out.add(new JsonString(record.resourceType().wire()));
            case "subpath" -> out.add(new JsonString(record.subpath()));
            case "uuid" -> record.uuid().ifPresent(u -> out.add(new JsonString(u)));
            default -> {
                if (FieldNames.resolve(path).kind() != FieldPath.Kind.UNKNOWN) {
                    collect(record.attributes(), path, out);
                }
            }
        }
        return out;
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
