package cc.dmart.core.internal.schema;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a JSON schema declares for the paths of a payload ({@code query.md} 6.4, 8.3). Thread-safe. */
public final class SchemaTypes {
    /** Subschemas that one question looks at: schemas may refer to themselves. */
    private static final int MAX_STEPS = 20_000;

    private static final List<String> BRANCHES = List.of("oneOf", "anyOf", "allOf");

    private final JsonObject schema;

    /** What this schema declares. */
    public SchemaTypes(JsonObject schema) {
        this.schema = schema;
    }

    /** What one question may still look at. For one thread. */
    static final class Steps {
        private int left = MAX_STEPS;

        private boolean take() {
            return left-- > 0;
        }

        boolean areOver() {
            return left <= 0;
        }
    }

    /** The subschemas of a path, those of every branch. */
    public List<JsonObject> at(List<String> path) {
        Steps steps = new Steps();
        List<JsonObject> found = List.of(schema);
        for (String name : path) {
            found = below(found, name, steps);
        }
        return found;
    }

    /** The names of types in subschemas, their branches included. */
    public Set<String> types(List<JsonObject> subschemas) {
        Set<String> out = new LinkedHashSet<>();
        for (JsonObject one : all(subschemas, new Steps())) {
            Optional<JsonValue> type = one.get("type");
            type.flatMap(JsonValue::asString).ifPresent(out::add);
            type.flatMap(JsonValue::asArray).ifPresent(list -> out.addAll(list.strings()));
        }
        out.remove("null");
        return out;
    }

    /** The subschemas of the elements of an array. */
    public List<JsonObject> items(List<JsonObject> subschemas) {
        return items(subschemas, new Steps());
    }

    List<JsonObject> items(List<JsonObject> subschemas, Steps steps) {
        return all(subschemas, steps).stream()
                .flatMap(one -> one.object("items").stream())
                .toList();
    }

    /** The subschemas of a property of subschemas, those of every branch. */
    List<JsonObject> below(List<JsonObject> subschemas, String property, Steps steps) {
        return all(subschemas, steps).stream()
                .flatMap(one -> one.object("properties").flatMap(p -> p.object(property)).stream())
                .toList();
    }

    /** The names of the properties of subschemas, their branches included. */
    Set<String> names(List<JsonObject> subschemas, Steps steps) {
        Set<String> out = new LinkedHashSet<>();
        all(subschemas, steps).forEach(one -> one.object("properties").ifPresent(p -> out.addAll(p.names())));
        return out;
    }

    /** Subschemas with their branches and what they refer to inside the document, each once, as they stand. */
    private List<JsonObject> all(List<JsonObject> subschemas, Steps steps) {
        List<JsonObject> out = new ArrayList<>();
        Set<JsonObject> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<JsonObject> open = new ArrayDeque<>(subschemas);
        while (!open.isEmpty() && steps.take()) {
            JsonObject one = open.pop();
            if (seen.add(one)) {
                out.add(one);
                List<JsonObject> inside = inside(one);
                for (int i = inside.size() - 1; i >= 0; i--) {
                    open.push(inside.get(i));
                }
            }
        }
        return out;
    }

    private List<JsonObject> inside(JsonObject subschema) {
        List<JsonObject> out = new ArrayList<>();
        subschema.string("$ref").flatMap(this::referred).ifPresent(out::add);
        for (String branch : BRANCHES) {
            for (JsonValue one : subschema.array(branch).orElse(JsonArray.EMPTY)) {
                one.asObject().ifPresent(out::add);
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
