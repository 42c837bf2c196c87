package cc.dmart.core.internal.schema;

import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.search.FieldNames;
import cc.dmart.core.internal.search.FieldPath;
import cc.dmart.core.internal.search.FieldResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that clients of the file version give to the fields of a schema: {@code a_b_c} for {@code payload.body.a.b.c}
 * ({@code query.md} 6.4). A field that is called so itself comes first. Thread-safe.
 */
final class SchemaAliases implements FieldResolver {
    private static final String BODY = "payload.body.";
    private static final int MAX_NAME = 256;

    private final SchemaTypes types;

    SchemaAliases(JsonObject schema) {
        types = new SchemaTypes(schema);
    }

    @Override
    public FieldPath resolve(String written) {
        FieldPath plain = FieldNames.resolve(written);
        String name = plain.path().startsWith(BODY) ? plain.path().substring(BODY.length()) : "";
        boolean explicit = !written.endsWith(name) || written.startsWith("body.") || written.contains(BODY);
        if (explicit || name.indexOf('_') < 0 || name.indexOf('.') >= 0 || name.length() > MAX_NAME) {
            return plain;
        }
        return new Walk()
                .path(types.at(List.of()), name)
                .map(path -> new FieldPath(BODY + String.join(".", path), plain.kind()))
                .orElse(plain);
    }

    /** Looks for the properties that a name is put together of; schemas may refer to themselves. For one thread. */
    private final class Walk {
        private final SchemaTypes.Steps steps = new SchemaTypes.Steps();

        Optional<List<String>> path(List<JsonObject> at, String rest) {
            List<String> begin = new ArrayList<>();
            for (String property : types.names(at, steps)) {
                if (property.equals(rest)) {
                    return Optional.of(List.of(property));
                } else if (rest.startsWith(property + "_")) {
                    begin.add(property);
                }
            }
            for (String property : begin) {
                if (steps.areOver()) {
                    break;
                }
                Optional<List<String>> found = path(inside(at, property), rest.substring(property.length() + 1));
                if (found.isPresent()) {
                    List<String> out = new ArrayList<>(List.of(property));
                    out.addAll(found.get());
                    return Optional.of(out);
                }
            }
            return Optional.empty();
        }

        /** What stands at a property; arrays stand for their elements. */
        private List<JsonObject> inside(List<JsonObject> at, String property) {
            List<JsonObject> out = new ArrayList<>(types.below(at, property, steps));
            out.addAll(types.items(out, steps));
            return out;
        }
    }
}
