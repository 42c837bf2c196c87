package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.QueryResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a schema adds to a query: names of its fields, and the mark of payloads that fail ({@code query.md} 3.7, 6.4). */
class SchemaFieldsTest {
    private static final Locator PRODUCT = Locator.of("shop", "/schema", "product", ResourceType.SCHEMA);

    private final QueryWorld world =
            QueryWorld.over(new InMemoryEntryIndex(), Map.of("query_flag_invalid_payload", true));

    @BeforeEach
    void schema() {
        schema("""
                {'type':'object','properties':{'price':{'type':'number'},'in_stock':{'type':'boolean'},\
                'maker':{'type':'object','properties':{'name':{'type':'string'},'country':{'$ref':'#/definitions/code'}}},\
                'variants':{'type':'array','items':{'type':'object','properties':{'sku':{'type':'string'}}}}},\
                'oneOf':[{'properties':{'in':{'type':'object','properties':{'stock':{'type':'string'}}}}}],\
                'definitions':{'code':{'type':'string'}}}""");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void schema(String body) {
        JsonObject meta = json("{'uuid':'s','shortname':'product','is_active':true,'owner_shortname':'dmart','tags':[],"
                + "'created_at':'2025-01-01T00:00:00','updated_at':'2025-01-01T00:00:00',"
                + "'payload':{'content_type':'json','schema_shortname':'meta_schema','body':'product.json'}}");
        world.store.put(PRODUCT, meta, body.replace('\'', '"'));
    }

    private String found(String search, String more) {
        QueryResult result = world.ask(
                QueryWorld.ALL,
                "{'type':'search','space_name':'shop','subpath':'/','search':'" + search
                        + "','sort_by':'shortname','limit':50," + more + "}");
        return String.join(" ", world.ids(result, "shop"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            @maker_country:IQ#P1
            @maker_name:zed*#P2
            -@maker_country:IQ#P2
            @variants_sku:BS*#P2
            @variants[].sku:BS*#P2
            @in_stock:true#P3 P4 P1
            @maker.country:IQ#P1
            @body.maker_country:IQ#''
            @payload.body.maker_country:IQ#''
            @maker_nothing:IQ#''
            @attributes.maker_country:IQ#P1
            @maker_country|maker_name:TR#P2
            """)
    void namesWithLinesAreThoseOfTheSchema(String search, String expected) {
        assertThat(found(search, "'filter_schema_names':['meta','product']")).isEqualTo(expected);
    }

    @Test
    void onlyIfJustThatSchemaIsAskedFor() {
        assertThat(found("@maker_country:IQ", "'filter_schema_names':['meta']")).isEmpty();
        assertThat(found("@maker_country:IQ", "'filter_schema_names':['product','article']"))
                .isEmpty();
        assertThat(found("@maker_country:IQ", "'filter_schema_names':['nosuch']"))
                .isEmpty();
    }

    @Test
    void aChangedSchemaHasOtherNames() {
        String only = "'filter_schema_names':['product']";
        assertThat(found("@maker_country:IQ", only)).isEqualTo("P1");
        schema("{'type':'object','properties':{'maker':{'type':'object'}}}");
        assertThat(found("@maker_country:IQ", only)).isEmpty();
    }

    @Test
    void sortsAndGroupsHaveThemToo() {
        QueryResult sorted = world.ask(
                QueryWorld.ALL,
                "{'type':'search','space_name':'shop','subpath':'/','filter_schema_names':['product'],"
                        + "'sort_by':'maker_name','sort_type':'descending','limit':2}");
        assertThat(world.ids(sorted, "shop")).isEqualTo(List.of("P2", "P1"));
        QueryResult groups = world.ask(
                QueryWorld.ALL,
                "{'type':'aggregation','space_name':'shop','subpath':'/','filter_schema_names':['product'],"
                        + "'search':'@maker_name:*','aggregation_data':{'group_by':['@maker_country'],'reducers':['count']}}");
        assertThat(groups.records().stream()
                        .map(r -> r.attributes().string("maker_country").orElseThrow()))
                .containsExactly("IQ", "TR");
    }

    @Test
    void payloadsThatFailAreMarkedWhenAsked() {
        schema("{'type':'object','properties':{'price':{'type':'number','minimum':10}}}");
        assertThat(marked(",'retrieve_json_payload':true")).isEqualTo("P4");
        assertThat(marked(",'retrieve_json_payload':true,'validate_schema':false"))
                .isEmpty();
        assertThat(marked("")).isEmpty();
    }

    private String marked(String more) {
        QueryResult all = world.ask(
                QueryWorld.ALL,
                "{'type':'search','space_name':'shop','subpath':'/products','filter_types':['content'],'limit':50"
                        + more + "}");
        assertThat(all.records()).hasSize(5);
        QueryResult some = all.withRecords(all.records().stream()
                .filter(r -> r.attributes().bool("schema_valid").filter(v -> !v).isPresent())
                .toList());
        return String.join(" ", world.ids(some, "shop"));
    }
}
