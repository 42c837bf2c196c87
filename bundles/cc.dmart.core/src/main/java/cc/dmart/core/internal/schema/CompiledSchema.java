package cc.dmart.core.internal.schema;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One version of a stored schema, ready to check with: JSON Schema draft 7 whatever {@code $schema} says, {@code format} not
 * enforced, nothing fetched from anywhere. Thread-safe.
 */
final class CompiledSchema {
    private static final int MAX_ERRORS = 50;
    private static final String TOO_EXPENSIVE = "the schema is too expensive to check or refers to itself without end";

    private final String version;
    private final @Nullable Schema schema;
    private final String defect;

    private CompiledSchema(String version, @Nullable Schema schema, String defect) {
        this.version = version;
        this.schema = schema;
        this.defect = defect;
    }

    /** Compiles a schema; one that cannot be compiled refuses everything. */
    static CompiledSchema of(String version, JsonRaw text) {
        try {
            JsonValue tree = JsonCodec.materialize(text);
            if (tree instanceof JsonObject object) {
                tree = object.without("$schema").without("$id");
            }
            Schema schema = registry().getSchema(JsonNodes.of(tree));
            schema.initializeValidators();
            return new CompiledSchema(version, schema, "");
        } catch (DmartException e) {
            return new CompiledSchema(version, null, "the stored schema is no JSON");
        } catch (RuntimeException | StackOverflowError e) { // foreign code on user input: any failure is a bad schema
            return new CompiledSchema(version, null, "the stored schema cannot be used");
        }
    }

    /** A registry of its own per schema: nothing is shared and nothing is loaded. */
    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(false)
                .losslessNarrowing(true)
                .preloadSchema(true)
                .locale(Locale.ENGLISH)
                .regularExpressionFactory(BoundedRegex::new)
                .build();
        return SchemaRegistry.withDefaultDialect(
                Dialects.getDraft7(),
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.block(iri -> true).fetchRemoteResources(false)));
    }

    /** The version of the stored schema. */
    String version() {
        return version;
    }

    /** The mistakes in a body, at most 50, each with its place and never with a value of it. */
    List<JsonObject> check(JsonValue body) {
        if (schema == null) {
            return List.of(mistake(List.of(), defect));
        }
        try {
            TimedContext context = new TimedContext();
            schema.validate(context, JsonNodes.of(body));
            return context.getErrors().isEmpty() ? List.of() : mistakes(context.getErrors());
        } catch (ArithmeticException e) {
            return List.of(mistake(List.of(), "a number is out of range"));
        } catch (ValidationLimit | StackOverflowError e) {
            return List.of(mistake(List.of(), TOO_EXPENSIVE));
        } catch (RuntimeException e) { // foreign code on user input: such as a reference that leads nowhere
            return List.of(mistake(List.of(), "the stored schema cannot be used"));
        }
    }

    private static List<JsonObject> mistakes(List<Error> errors) {
        List<JsonObject> out = new ArrayList<>();
        for (Error error : errors.subList(0, Math.min(MAX_ERRORS, errors.size()))) {
            NodePath path = error.getInstanceLocation();
            List<String> loc = new ArrayList<>();
            for (int i = 0; i < path.getNameCount(); i++) {
                loc.add(String.valueOf(path.getElement(i)));
            }
            out.add(mistake(loc, error.getMessage()));
        }
        return out;
    }

    private static JsonObject mistake(List<String> loc, String message) {
        return JsonObject.builder()
                .put("loc", JsonArray.ofStrings(loc))
                .put("msg", message)
                .build();
    }
}
