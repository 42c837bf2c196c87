package cc.dmart.core.internal.schema;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a JSON schema declares for the paths of a payload ({@code query.md} 6.4, 8.3). Thread-safe. */
public final class SchemaTypes {
    private static final int MAX_DEPTH = 40;
    private static final List<String> BRANCHES = List.of("oneOf", "anyOf", "allOf");

    private final JsonObject schema;

    /** What this schema declares. */
    public SchemaTypes(JsonObject schema) {
        this.schema = schema;
    }

    /** The subschemas of a path, those of every branch. */
    public List<JsonObject> at(List<String> path) {
        List<JsonObject> found = List.of(schema);
        for (String name : path) {
            List<JsonObject> next = new ArrayList<>();
            found.forEach(one -> properties(one, name, 0, next));
            found = next;
        }
        return found;
    }

    /** The names of types in a subschema, its branches included. */
    public Set<String> types(List<JsonObject> subschemas) {
        Set<String> out = new LinkedHashSet<>();
        subschemas.forEach(one -> types(one, 0, out));
        out.remove("null");
        return out;
    }

    /** The subschemas of the elements of an array. */
    public List<JsonObject> items(List<JsonObject> subschemas) {
        List<JsonObject> out = new ArrayList<>();
        subschemas.forEach(one -> out.addAll(
                all(one, 0).stream().flatMap(s -> s.object("items").stream()).toList()));
        return out;
    }

    /** The subschemas of a property of a subschema, those of every branch. */
    List<JsonObject> below(JsonObject subschema, String property) {
        List<JsonObject> out = new ArrayList<>();
        properties(subschema, property, 0, out);
        return out;
    }

    /** The names of the properties of subschemas, their branches included. */
    Set<String> names(List<JsonObject> subschemas) {
        Set<String> out = new LinkedHashSet<>();
        for (JsonObject subschema : subschemas) {
            all(subschema, 0).forEach(one -> one.object("properties").ifPresent(p -> out.addAll(p.names())));
        }
        return out;
    }

    private void properties(JsonObject subschema, String name, int depth, List<JsonObject> out) {
        for (JsonObject one : all(subschema, depth)) {
            one.object("properties").flatMap(p -> p.object(name)).ifPresent(out::add);
        }
    }

    private void types(JsonObject subschema, int depth, Set<String> out) {
        for (JsonObject one : all(subschema, depth)) {
            Optional<JsonValue> type = one.get("type");
            type.flatMap(JsonValue::asString).ifPresent(out::add);
            type.flatMap(JsonValue::asArray).ifPresent(list -> out.addAll(list.strings()));
        }
    }

    /** A subschema with its branches and what it refers to inside the document. */
    private List<JsonObject> all(JsonObject subschema, int depth) {
        List<JsonObject> out = new ArrayList<>();
        out.add(subschema);
        if (depth > MAX_DEPTH) {
            return out;
        }
        subschema.string("$ref").flatMap(this::referred).ifPresent(s -> out.addAll(all(s, depth + 1)));
        for (String branch : BRANCHES) {
            for (JsonValue one : subschema.array(branch).orElse(JsonArray.EMPTY)) {
                one.asObject().ifPresent(s -> out.addAll(all(s, depth + 10)));
            }
        }
        return out;
    }

    private Optional<JsonObject> referred(String reference) {
        if (!reference.startsWith("#/")) {
            return Optional.empty();
        }
        Optional<JsonObject> found = Optional.of(schema);
        for (String name : reference.substring(2).split("/")) {
            found = found.flatMap(o -> o.object(name));
        }
        return found;
    }
}
