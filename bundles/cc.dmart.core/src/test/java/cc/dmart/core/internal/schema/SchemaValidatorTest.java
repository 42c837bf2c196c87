package cc.dmart.core.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValidatorTest {
    private static final SpaceName SHOP = new SpaceName("shop");
    private static final String PRODUCT = "{'type':'object','required':['name'],'additionalProperties':false,"
            + "'properties':{'name':{'type':'string','maxLength':5},'price':{'type':'integer'},"
            + "'mail':{'type':'string','format':'email'},'kind':{'enum':['a','b']},"
            + "'maker':{'type':'object','properties':{'code':{'type':'string','pattern':'^[a-z]+$'}}},"
            + "'sizes':{'type':'array','items':{'type':'integer'}}}}";

    private final InMemoryEntryStore store = new InMemoryEntryStore();
    private final SchemaValidatorImpl validator = new SchemaValidatorImpl(store, new SpaceName("management"));

    private void schema(String space, String name, String text) {
        Locator at = Locator.of(space, "schema", name, ResourceType.SCHEMA);
        store.put(
                at,
                (JsonObject) json("{'payload':{'content_type':'json','body':'" + name + ".json'}}"),
                text.replace('\'', '"'));
    }

    private static JsonValue json(String text) {
        return JsonCodec.parse(text.replace('\'', '"'));
    }

    private List<JsonObject> mistakes(String schema, String body) {
        schema("shop", "s", schema);
        DmartException.Invalid error =
                catchThrowableOfType(DmartException.Invalid.class, () -> validator.validate(SHOP, "s", json(body)));
        return error == null ? List.of() : error.info();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'x','price':5,'maker':{'code':'abc'},'sizes':[1,2]}",
                "{'name':'x','price':5.0}",
                "{'name':'x','mail':'not a mail address'}",
                "{'name':'x','price':123456789012345678901234567890}",
            })
    void accepts(String body) {
        assertThat(mistakes(PRODUCT, body)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'price':1} | ",
                "{'name':'secret-value'} | name",
                "{'name':'x','price':'5'} | price",
                "{'name':'x','price':5.5} | price",
                "{'name':'x','maker':{'code':'ABC'}} | maker code",
                "{'name':'x','maker':{'code':'abc\\n'}} | maker code",
                "{'name':'x','sizes':[1,'b']} | sizes 1",
                "{'name':'x','kind':'secret-value'} | kind",
                "{'name':'x','other':'secret-value'} | ",
                "{'name':'x','price':1e99999} | ",
            })
    void refusesAndNamesThePlace(String body, String place) {
        List<JsonObject> found = mistakes(PRODUCT, body);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).strings("loc"))
                .containsExactlyElementsOf(place == null ? List.of() : List.of(place.split(" ")));
        assertThat(found.get(0).string("msg").orElse(""))
                .isNotEmpty()
                .doesNotContain("secret-value")
                .doesNotContain("ABC");
    }

    @Test
    void errorHasTheCodesOfTheContract() {
        schema("shop", "s", PRODUCT);
        assertThatThrownBy(() -> validator.validate(SHOP, "s", json("{}")))
                .isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.type()).isEqualTo("validation");
                    assertThat(e.code()).isEqualTo(422);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "../secret", ""})
    void missingSchema(String name) {
        assertThatThrownBy(() -> validator.validate(SHOP, name, json("{}")))
                .isInstanceOfSatisfying(DmartException.NotFound.class, e -> {
                    assertThat(e.type()).isEqualTo("db");
                    assertThat(e.code()).isEqualTo(220);
                });
    }

    @Test
    void schemaOfTheManagementSpaceComesFirst() {
        schema("shop", "s", "{'required':['local']}");
        assertThatCode(() -> validator.validate(SHOP, "s", json("{'local':1}"))).doesNotThrowAnyException();
        schema("management", "s", "{'required':['global']}");
        assertThatThrownBy(() -> validator.validate(SHOP, "s", json("{'local':1}")))
                .isInstanceOf(DmartException.Invalid.class);
        Locator at = Locator.of("management", "schema", "s", ResourceType.SCHEMA);
        store.commit(new Change(List.of(new ChangeOp.RemoveEntry(at, Optional.of("s.json"))), List.of(), true));
        assertThatCode(() -> validator.validate(SHOP, "s", json("{'local':1}"))).doesNotThrowAnyException();
    }

    @Test
    void changedSchemaCountsAtOnce() {
        assertThat(mistakes("{'required':['a']}", "{'a':1}")).isEmpty();
        assertThat(mistakes("{'required':['b']}", "{'a':1}")).hasSize(1);
    }

    /** What is done together is worked out on one state of the schemas and asks for each of them once. */
    @Test
    void aBatchHasTheSchemasOfItsBeginning() {
        schema("shop", "s", "{'required':['a']}");
        SchemaValidator.BodyCheck batch = validator.batch();
        assertThatThrownBy(() -> batch.validate(SHOP, "other", json("{}"))).isInstanceOf(DmartException.NotFound.class);
        batch.validate(SHOP, "s", json("{'a':1}"));
        schema("shop", "s", "{'required':['b']}");
        schema("shop", "other", "{}");
        assertThatCode(() -> batch.validate(SHOP, "s", json("{'a':1}"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> batch.validate(SHOP, "s", json("{'b':1}")))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("s");
        assertThatCode(() -> batch.validate(SHOP, "other", json("{}")))
                .as("what was not there is looked for again")
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> validator.batch().validate(SHOP, "s", json("{'a':1}")))
                .isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void aSchemaThatIsNoJsonIsNoSchema() {
        schema("shop", "s", "no json");
        assertThatThrownBy(() -> validator.validate(SHOP, "s", json("{'a':'x'}")))
                .isInstanceOf(DmartException.NotFound.class);
    }

    @Test
    void everySchemaIsDraft7() {
        String text = "{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'no address at all',"
                + "'definitions':{'n':{'type':'number'}},'properties':{'a':{'$ref':'#/definitions/n','type':'string'},"
                + "'list':{'items':[{'type':'number'}],'additionalItems':false}}}";
        assertThat(mistakes(text, "{'a':1,'list':[1]}")).isEmpty();
        assertThat(mistakes(text, "{'list':[1,2]}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'http://127.0.0.1:1/schema.json'}",
                "{'properties':{'a':{'$ref':'file:///etc/passwd'}}}",
                "{'properties':{'a':{'$ref':'classpath:draft-07/schema'}}}",
                "{'$ref':'#/definitions/missing'}",
                "{'type':5}",
                "{'pattern':'('}",
                "[]",
                "5",
            })
    void unusableSchemaRefusesAndFetchesNothing(String text) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(mistakes(text, "{'a':'x'}")).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'#'}",
                "{'allOf':[{'$ref':'#'}]}",
                "{'definitions':{'a':{'$ref':'#/definitions/b'},'b':{'$ref':'#/definitions/a'}},'$ref':'#/definitions/a'}",
                "{'properties':{'a':{'pattern':'^(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$'}}}",
                "{'patternProperties':{'^(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$':{'type':'string'}}}",
            })
    void expensiveSchemaEnds(String text) {
        String word = "a".repeat(60) + "!";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(mistakes(text, "{'a':'" + word + "','" + word + "':1}"))
                        .isNotEmpty());
    }

    @Test
    void aCheckIsCheap() {
        schema(
                "shop",
                "s",
                "{'title':'item','type':'object','additionalProperties':false,'required':['title','price'],"
                        + "'properties':{'title':{'type':'string'},'price':{'type':'integer'},'category':{'type':'string'},"
                        + "'tags':{'type':'array','items':{'type':'string'}},'text':{'type':'string'}}}");
        JsonValue body = json("{'title':'item 1','price':77,'category':'c1','tags':['a','b'],'text':'"
                + "jasmine tango ".repeat(15) + "'}");
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 2000; i++) {
                validator.validate(SHOP, "s", body);
            }
            best = Math.min(best, (System.nanoTime() - start) / 2000);
        }
        assertThat(best).as("nanoseconds per check").isLessThan(60_000); // about 2,500 on an idle machine
    }

    @Test
    void referencesThatMultiplyEnd() {
        StringBuilder text = new StringBuilder("{'$ref':'#/definitions/d0','definitions':{");
        for (int i = 0; i < 40; i++) {
            text.append("'d" + i + "':{'allOf':[{'$ref':'#/definitions/d" + (i + 1) + "'},{'$ref':'#/definitions/d"
                    + (i + 1) + "'}]},");
        }
        text.append("'d40':{'type':'object'}}}");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(mistakes(text.toString(), "{}")).hasSize(1));
    }

    @Test
    void recursiveSchemaOfTheSampleSpacesWorks() {
        String meta = "{'oneOf':[{'$ref':'#/$defs/o'},{'$ref':'#/$defs/l'}],'$defs':{'o':{'type':'object','properties':"
                + "{'properties':{'oneOf':[{'$ref':'#/$defs/o'},{'$ref':'#/$defs/l'}]}},'required':['title','properties']},"
                + "'l':{'type':'object','required':['title','leaf']}}}";
        assertThat(mistakes(meta, "{'title':'x','properties':{'title':'y','leaf':1}}"))
                .isEmpty();
        assertThat(mistakes(meta, "{'title':'x'}")).isNotEmpty();
    }
}
