package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.json.RecordWriter;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the reference index: rows 132-142 of {@code query.md} 2.8, the fields and the types of section 1. */
class QueryServiceTest extends WithQueryWorld {
    private QueryResult ask(String json) {
        return world.ask(QueryWorld.ALL, json);
    }

    private static String products(String more) {
        return "{'type':'search','space_name':'shop','subpath':'/products','filter_types':['content'],'limit':100"
                + more + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    132#''#P5 P3 P2 P1 P4#5
                    132a#,"sort_type":"ascending"#P4 P1 P2 P3 P5#5
                    133#,"sort_by":"payload.body.price"#P4 P3 P5 P1 P2#5
                    133a#,"sort_by":"@body.price"#P4 P3 P5 P1 P2#5
                    133b#,"sort_by":"attributes.payload.body.price"#P4 P3 P5 P1 P2#5
                    134#,"sort_by":"payload.body.price","sort_type":"descending"#P2 P1 P5 P3 P4#5
                    135#,"sort_by":"payload.body.color"#P2 P3 P1 P5 P4#5
                    136#,"sort_by":"shortname","limit":2,"offset":3#P4 P1#5
                    137#,"limit":0#''#5
                    fraction#,"sort_by":"shortname","limit":2.0,"offset":3.0#P4 P1#5
                    138#,"offset":50#''#5
                    139#,"exact_subpath":true,"sort_by":"shortname"#P2 P5 P3 P1#4
                    140#,"filter_tags":["summer","winter"]#P3 P2 P1#3
                    141#,"filter_schema_names":["meta","product"]#P3 P2 P1 P4#4
                    142#,"from_date":"2025-02-10T08:00:00","to_date":"2025-03-15T12:00:00"#P3 P2#2
                    142a#,"from_date":"2025-02-10","to_date":"2025-03-15"#P2#1
                    142b#,"from_date":"2025-03-15","to_date":"2025-02-10"#''#0
                    142c#,"from_date":"2999-01-01"#''#0
                    142d#,"to_date":"9999-12-31","from_date":"2025-03-15"#P5 P3#2
                    none#,"retrieve_total":false,"limit":1#P5#-1
                    null#,"retrieve_total":null,"search":null,"sort_by":"","filter_schema_names":null,"limit":1#P5#5
                    unknown key#,"branch_name":"master","limit":1#P5#5
                    unknown sort#,"sort_by":"nosuch"#P2 P5 P3 P1 P4#5
                    hidden sort#,"sort_by":"password"#P2 P5 P3 P1 P4#5
                    shortnames#,"filter_shortnames":["red_shoe","news_1"]#P1#1
                    """)
    void pages(String row, String more, String expected, long total) {
        QueryResult result = ask(products(more));
        assertThat(world.ids(result, "shop"))
                .as(row)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        assertThat(result.total()).isEqualTo(total);
        assertThat(result.returned()).isEqualTo(result.records().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    {'space_name':'shop','subpath':'/'}#422#type
                    {'type':'nosuch','space_name':'shop','subpath':'/'}#422#type
                    {'type':'search','subpath':'/'}#422#space_name
                    {'type':'search','space_name':'a-b','subpath':'/'}#422#space_name
                    {'type':'search','space_name':'shop'}#422#subpath
                    {'type':'search','space_name':'shop','subpath':'a b'}#422#subpath
                    {'type':'search','space_name':'shop','subpath':'/','limit':-2}#422#limit
                    {'type':'search','space_name':'shop','subpath':'/','limit':'x'}#422#limit
                    {'type':'search','space_name':'shop','subpath':'/','limit':2.5}#422#limit
                    {'type':'search','space_name':'shop','subpath':'/','limit':1e999999999}#422#limit
                    {'type':'search','space_name':'shop','subpath':'/','filter_types':['x']}#422#filter_types
                    {'type':'search','space_name':'shop','subpath':'/','filter_types':'content'}#422#filter_types
                    {'type':'search','space_name':'shop','subpath':'/','filter_shortnames':['a b']}#422#filter_shortnames
                    {'type':'search','space_name':'shop','subpath':'/','sort_by':'a;b'}#422#sort_by
                    {'type':'search','space_name':'shop','subpath':'/','sort_type':'up'}#422#sort_type
                    {'type':'search','space_name':'shop','subpath':'/','from_date':'x'}#422#from_date
                    {'type':'search','space_name':'shop','subpath':'/','exact_subpath':3}#422#exact_subpath
                    {'type':'search','space_name':'shop','subpath':'/','search':3}#422#search
                    {'type':'search','space_name':'nosuch','subpath':'/'}#400#
                    {'type':'spaces','space_name':'shop','subpath':'/'}#400#
                    {'type':'history','space_name':'shop','subpath':'/'}#400#
                    {'type':'aggregation','space_name':'shop','subpath':'/'}#400#
                    {'type':'search','space_name':'shop','subpath':'/','offset':1000001}#400#
                    """)
    void refuses(String json, int status, String member) {
        assertThatThrownBy(() -> ask(json)).isInstanceOfSatisfying(DmartException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            if (member != null) {
                assertThat(e.info().get(0).strings("loc")).endsWith(member);
            }
        });
    }

    @Test
    void codesOfErrors() {
        assertThatThrownBy(() -> ask("{'type':'search','space_name':'nosuch','subpath':'/'}"))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(203));
        assertThatThrownBy(() -> ask("{'type':'history','space_name':'shop','subpath':'/'}"))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(209));
        for (String type : List.of("history", "events")) {
            String json = "{'type':'" + type + "','space_name':'shop','subpath':'/','filter_shortnames':['a']}";
            assertThatThrownBy(() -> world.ask(Caller.anonymous("r"), json))
                    .isInstanceOfSatisfying(DmartException.class, e -> {
                        assertThat(e.status()).isEqualTo(401);
                        assertThat(e.code()).isEqualTo(401);
                    });
        }
    }

    @Test
    void unknownSpaceIsEmptyForThePublic() {
        JsonObject request = JsonCodec.parseObject("{\"type\":\"search\",\"space_name\":\"nosuch\",\"subpath\":\"/\"}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        QueryResult result = world.queries.query(Caller.anonymous("r"), request, false);
        assertThat(result.total()).isZero();
        assertThat(result.records()).isEmpty();
    }

    @Test
    void whoHasNoGrantSeesNothing() {
        QueryResult result = world.ask(Caller.of("nobody", "r", java.util.Map.of()), products(""));
        assertThat(result.total()).isZero();
        assertThat(result.records()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search",
                "subpath",
                "reports",
                "random",
                "counters",
                "tags",
                "aggregation",
                "attachments",
                "attachments_aggregation"
            })
    void s1_2_withoutPoliciesThereAreNoRecordsOfAnyType(String type) {
        world.store.put(
                Locator.of("management", "users", "shut", ResourceType.USER),
                json("{'shortname':'shut','is_active':true,'owner_shortname':'dmart','roles':[],'groups':[]}"));
        String counted = "{'type':'" + type + "','subpath':'/','aggregation_data':{'group_by':[],'reducers':['count']}";
        for (String row : List.of(
                "shop shut ,'limit':9",
                "shop nobody ,'limit':9",
                "shop shut ,'retrieve_total':false",
                "shop nobody ,'retrieve_total':false",
                "nosuch shut ,'retrieve_total':false")) {
            String[] cells = row.split(" ");
            QueryResult result = world.queries.query(
                    Caller.of(cells[1], "r", Map.of()),
                    json(counted + ",'space_name':'" + cells[0] + "'" + cells[2] + "}"),
                    false);
            assertThat(result).as(row).isEqualTo(new QueryResult(List.of(), 0, 0));
        }
    }

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    /** The doubles of the first two are the same, and so are the names in the other order ({@code query.md} 6.3). */
    @ParameterizedTest
    @CsvSource({
        "'',b a c d",
        "@n:>9007199254740992,a c d",
        "@n:>=9007199254740993,a c d",
        "@n:<9007199254740993,b",
        "@n:[9007199254740993 9007199254740993],a",
        "@n:[(9007199254740993 9223372036854775807],c d",
        "@n:9007199254740993,a",
    })
    void integersOf64BitsAreExact(String search, String expected) {
        if (world.store
                .find(Locator.of("shop", "/wide", "a", ResourceType.CONTENT))
                .isEmpty()) {
            Map.of(
                            "b",
                            "9007199254740992",
                            "a",
                            "9007199254740993",
                            "c",
                            "9007199254740994",
                            "d",
                            "9223372036854775807")
                    .forEach(this::wide);
        }
        String query = "{'type':'search','space_name':'shop','subpath':'/wide','sort_by':'n','search':'" + search + "'";
        assertThat(ask(query + "}").records().stream().map(WireRecord::shortname))
                .containsExactly(expected.split(" "));
        List<String> reversed = new ArrayList<>(List.of(expected.split(" ")));
        Collections.reverse(reversed);
        assertThat(ask(query + ",'sort_type':'descending'}").records().stream().map(WireRecord::shortname))
                .containsExactlyElementsOf(reversed);
    }

    private void wide(String name, String number) {
        JsonObject meta = json("{'uuid':'u-" + name + "','shortname':'" + name + "','is_active':true,"
                + "'owner_shortname':'alice','payload':{'content_type':'json','body':'" + name + ".json'}}");
        PayloadChange body = new PayloadChange.Bytes(
                name + ".json", JsonCodec.write(json("{'n':" + number + "}")), Optional.empty());
        world.commit(new ChangeOp.PutEntry(Locator.of("shop", "/wide", name, ResourceType.CONTENT), meta, body, true));
    }

    @Test
    void countersCount() {
        QueryResult result = ask("{'type':'counters','space_name':'shop','subpath':'/','search':'@tags:sale'}");
        assertThat(result.total()).isEqualTo(3);
        assertThat(result.returned()).isZero();
        assertThat(result.records()).isEmpty();
    }

    @Test
    void tagsAreOrderedByUse() {
        QueryResult result = ask("{'type':'tags','space_name':'shop','subpath':'/products','limit':2}");
        assertThat(JsonCodec.writeString(result.records().get(0).attributes()))
                .isEqualTo("{\"tags\":[\"sale\",\"summer\"],\"tag_counts\":{\"sale\":3,\"summer\":2}}");
        assertThat(result.total()).isEqualTo(3);
        assertThat(result.returned()).isEqualTo(2);
    }

    @Test
    void spacesAreListed() {
        QueryResult result = ask("{'type':'spaces','space_name':'management','subpath':'/'}");
        assertThat(world.ids(result, "shop")).containsExactly("management", "shop");
        assertThat(JsonCodec.writeString(result.records().get(0).attributes())).contains("\"ordinal\":null");
        assertThat(ask("{'type':'spaces','space_name':'management','subpath':'/','search':'@shortname:sh*'}")
                        .total())
                .isEqualTo(1);
    }

    /** The null of an ordinal is a member like any other: it is there where the ordinal is asked for and not set. */
    @ParameterizedTest
    @CsvSource({
        "'',true",
        "',\"include_fields\":[\"ordinal\"]',true",
        "',\"include_fields\":[\"shortname\"]',false",
        "',\"exclude_fields\":[\"ordinal\"]',false"
    })
    void anOrdinalIsNullOnlyWhereItIsShown(String more, boolean shown) {
        QueryResult result = ask("{'type':'spaces','space_name':'management','subpath':'/'" + more + "}");
        assertThat(new String(RecordWriter.array(result.records()), StandardCharsets.UTF_8).contains("ordinal"))
                .isEqualTo(shown);
    }

    /** A record says what its class has by itself, so that is found as well ({@code storage.md} 2). */
    @Test
    void whatARecordShowsWithoutBeingStoredIsFound() {
        Locator at = Locator.of("shop", "/bare", "bare", ResourceType.CONTENT);
        world.commit(new ChangeOp.PutEntry(
                at, json("{'uuid':'u-bare','owner_shortname':'alice'}"), new PayloadChange.Keep(), true));
        String query = "{'type':'search','space_name':'shop','subpath':'/bare','search':'%s'}";
        for (String found : List.of("@is_active:false", "-@is_active:true")) {
            assertThat(world.ids(ask(query.formatted(found)), "shop")).as(found).containsExactly("bare");
        }
        assertThat(ask(query.formatted("@is_active:true")).records()).isEmpty();
    }

    @Test
    void limitsOfTextsAreInCharacters() {
        String query = "{'type':'search','space_name':'shop','subpath':'/','search':'%s'}";
        String pen = new String(Character.toChars(0x1F58A));
        assertThat(ask(query.formatted(pen.repeat(1024))).total()).isNotNegative();
        assertThatThrownBy(() -> ask(query.formatted(pen.repeat(1025))))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.status()).isEqualTo(422));
    }

    @Test
    void randomDrawsWithoutPuttingBack() {
        QueryResult result = ask(products(",'limit':3").replace("search", "random"));
        assertThat(result.total()).isEqualTo(5);
        assertThat(world.ids(result, "shop")).hasSize(3).doesNotHaveDuplicates();
        assertThat(world.ids(ask(products("").replace("search", "random")), "shop"))
                .containsExactlyInAnyOrder("P1", "P2", "P3", "P4", "P5");
    }

    @Test
    void payloadsAreSentWhenAskedFor() {
        String meta = attributes(products(",'search':'@shortname:red_shoe'"));
        assertThat(meta)
                .contains("\"schema_shortname\":\"product\"")
                .doesNotContain("\"body\"")
                .contains("\"space_name\":\"shop\"");
        assertThat(attributes(products(",'search':'@shortname:red_shoe','retrieve_json_payload':true")))
                .contains("\"body\":{\"name\":\"Red Shoe\"");
        assertThat(attributes(
                        "{'type':'search','space_name':'shop','subpath':'/articles','search':'@shortname:md_note'}"))
                .contains("Hello *world* of shoes");
    }

    private String attributes(String json) {
        return JsonCodec.writeString(ask(json).records().get(0).attributes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    'include_fields':['owner_shortname']#{"owner_shortname":"alice"}
                    'include_fields':['payload.body.price','payload.body.maker']#{"payload":{"body":{"price":49.5,"maker":{"name":"Acme Inc","country":"IQ"}}}}
                    'include_fields':['displayname'],'exclude_fields':['displayname.ar']#{"displayname":{"ar":"حذاء أحمر","en":"Red Shoe"}}
                    'include_fields':['nosuch']#{}
                    'include_fields':['tags','payload.body'],'exclude_fields':['payload.body']#{"tags":["summer","sale"],"payload":{"body":{"name":"Red Shoe"
                    """)
    void fieldsAreSelected(String members, String expected) {
        String json = attributes(products(",'search':'@shortname:red_shoe','retrieve_json_payload':true," + members));
        if (expected.contains("displayname")) {
            assertThat(JsonCodec.parse(json)).isEqualTo(JsonCodec.parse(expected));
        } else {
            assertThat(json).startsWith(expected.substring(0, expected.length() - 1));
        }
    }

    @Test
    void excludedFieldsGo() {
        String json = attributes(
                products(
                        ",'search':'@shortname:red_shoe','retrieve_json_payload':true,'exclude_fields':['payload.body','tags','displayname.en','displayname.ar']"));
        assertThat(json)
                .doesNotContain("body")
                .doesNotContain("tags")
                .doesNotContain("displayname")
                .contains("owner");
    }
}
