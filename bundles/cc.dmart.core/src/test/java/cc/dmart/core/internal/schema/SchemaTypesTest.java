package cc.dmart.core.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schemas that refer to themselves are looked at once. */
@Timeout(20)
class SchemaTypesTest {
    private static JsonObject endless() {
        String refs = String.join(",", Collections.nCopies(100, "{'$ref':'#/definitions/a'}"));
        return schema("{'$ref':'#/definitions/a','definitions':{'a':{'allOf':[" + refs + "],"
                + "'properties':{'x':{'$ref':'#/definitions/a','type':'object'},'n':{'type':['integer','null']}},"
                + "'items':{'$ref':'#/definitions/a'}}}}");
    }

    private static JsonObject schema(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    @Test
    void whatRefersToItselfIsLookedAtOnce() {
        SchemaTypes types = new SchemaTypes(endless());
        List<JsonObject> found = types.at(Collections.nCopies(30, "x"));
        assertThat(found).hasSize(1);
        assertThat(types.types(found)).containsExactly("object");
        assertThat(types.types(types.at(List.of("x", "x", "n")))).containsExactly("integer");
        assertThat(types.items(found)).hasSize(1);
    }

    @Test
    void namesOfItEnd() {
        SchemaAliases aliases = new SchemaAliases(endless());
        assertThat(aliases.resolve("x_x_n").path()).isEqualTo("payload.body.x.x.n");
        assertThat(aliases.resolve("x_y").path()).isEqualTo("payload.body.x_y");
        assertThat(aliases.resolve("x_".repeat(120) + "y").path()).endsWith("_y");
    }

    /** Each of its names can be read in as many ways as there are powers of two. */
    @Test
    void allStepsOfANameHaveABound() {
        SchemaAliases aliases = new SchemaAliases(schema("{'$ref':'#/definitions/a','definitions':{'a':{'properties':{"
                + "'x':{'$ref':'#/definitions/a'},'x_x':{'$ref':'#/definitions/a'}}}}}"));
        assertThat(aliases.resolve("x_".repeat(120) + "y").path()).endsWith("_y");
    }
}
