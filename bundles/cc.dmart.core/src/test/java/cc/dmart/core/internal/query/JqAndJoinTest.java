package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.search.FieldResolver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the reference index: {@code query.md} 3.6, 3.8 and 3.9. The engine of filters is a stand-in that knows a few. */
class JqAndJoinTest extends WithQueryWorld {
    @Override
    @BeforeAll
    void open() {
        super.open();
        world.queries.jqEngine = (filter, json) ->
                stand(filter, new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private static String stand(String filter, String json) {
        return switch (filter) {
            case "." -> "[" + json + "]";
            case "length" -> "[" + ((JsonArray) JsonCodec.parse(json)).size() + "]";
            case ".,." -> "[" + json + "," + json + "]";
            case "empty" -> "[]";
            case "map([length\n])" ->
                "["
                        + ((JsonArray) JsonCodec.parse(json))
                                .stream()
                                        .map(a -> "[" + ((JsonArray) a).size() + "]")
                                        .collect(Collectors.joining(",", "[", "]"))
                        + "]";
            default -> throw DmartException.Invalid.request(ErrorCode.JQ_ERROR, "jq filter failed");
        };
    }

    private QueryResult ask(String more) {
        return world.ask(
                QueryWorld.ALL,
                "{'type':'search','space_name':'shop','subpath':'/products','filter_types':['content'],'sort_by':'shortname'"
                        + more + "}");
    }

    private static String shaped(QueryResult result) {
        return new String(result.shaped().orElseThrow().utf8(), StandardCharsets.UTF_8);
    }

    @Test
    void filterReplacesTheRecords() {
        QueryResult all = ask(",'jq_filter':'.','limit':2");
        assertThat(all.returned()).isEqualTo(2);
        assertThat(all.total()).isEqualTo(5);
        JsonArray records = (JsonArray) JsonCodec.parse(shaped(all));
        JsonObject first = (JsonObject) records.values().get(0);
        assertThat(first.string("shortname")).contains("blue_shoe");
        assertThat(first.object("attributes").orElseThrow().string("space_name"))
                .contains("shop");
        assertThat(shaped(ask(",'jq_filter':'length'"))).isEqualTo("[5]");
        QueryResult twice = ask(",'jq_filter':'.,.','limit':1");
        assertThat(twice.returned()).isEqualTo(2);
        assertThat(((JsonArray) JsonCodec.parse(shaped(twice))).values()).allMatch(v -> v instanceof JsonArray);
        assertThat(shaped(ask(",'jq_filter':'empty'"))).isEqualTo("[]");
        assertThat(ask(",'jq_filter':null").shaped()).isEmpty();
        assertThat(ask(",'jq_filter':''").shaped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                ".|ENV",
                "$ENV.PATH",
                "[inputs]",
                "input",
                "debug",
                "stderr",
                "path(..)",
                "[paths]|path (.a)",
                "getpath([])",
                "halt",
                "halt_error",
                "builtins",
                "modulemeta",
                "$__loc__",
                "input_filename",
                "import \\\"a\\\" as b;",
                "include \\\"a\\\";",
                "limit(infinite;repeat(1))",
                "limit( infinite ; 1)",
                ".input"
            })
    void s5_12_wordsThatLookOutsideAreRefused(String filter) {
        String json =
                "{\"type\":\"search\",\"space_name\":\"shop\",\"subpath\":\"/\",\"jq_filter\":\"" + filter + "\"}";
        assertThatThrownBy(() -> world.queries.query(
                        QueryWorld.ALL, JsonCodec.parseObject(json.getBytes(StandardCharsets.UTF_8)), true))
                .isInstanceOfSatisfying(DmartException.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.info().get(0).strings("loc")).endsWith("jq_filter");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paths",
                "leaf_paths",
                ".environment",
                ".inputted",
                "map(.included)",
                "limit(3;.[])",
                "todebug",
                "map(.path)"
            })
    void wordsThatLookAlikeAreNot(String filter) {
        JqFilters.check(filter);
    }

    @Test
    void withoutAnEngineAFilterIsRefused() {
        JqFilters none = new JqFilters(java.util.Optional::empty);
        assertThatThrownBy(() -> none.apply(".", new QueryResult(List.of(), 0, 0)))
                .isInstanceOfSatisfying(DmartException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED);
                });
    }

    private List<String> joined(String join, String more) {
        return ask(",'join':[" + join + "]" + more).records().stream()
                .map(JqAndJoinTest::joined)
                .toList();
    }

    private static String joined(WireRecord record) {
        return record.shortname() + "="
                + record.attributes().object("join").orElse(JsonObject.EMPTY).members().values().stream()
                        .map(v -> v instanceof JsonArray list
                                ? list.stream().map(JqAndJoinTest::name).collect(Collectors.joining("+"))
                                : v.toString())
                        .collect(Collectors.joining("|"));
    }

    private static String name(JsonValue value) {
        JsonValue tree = JsonCodec.materialize(value);
        return tree instanceof JsonObject object ? object.string("shortname").orElse("?") : JsonCodec.writeString(tree);
    }

    private static String shop(String on, String more) {
        return "{'join_on':'" + on + "','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'" + more
                + "}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    owner_shortname:owner_shortname#,'filter_types':['content'],'subpath':'/articles','sort_by':'shortname'#blue_shoe=news_2 gift_card=news_2 green_hat=news_1 old_boot=md_note red_shoe=news_1
                    owner_shortname[]:owner_shortname[]#,'subpath':'/articles','sort_by':'shortname','limit':1#blue_shoe=news_2 gift_card=news_2 green_hat=news_1 old_boot=md_note red_shoe=news_1
                    payload.body.category:payload.body.category#,'sort_by':'shortname'#blue_shoe=blue_shoe+old_boot+red_shoe gift_card= green_hat=green_hat old_boot=blue_shoe+old_boot+red_shoe red_shoe=blue_shoe+old_boot+red_shoe
                    payload.body.category:payload.body.category#,'sort_by':'shortname','limit':2#blue_shoe=blue_shoe+old_boot gift_card= green_hat=green_hat old_boot=blue_shoe+old_boot red_shoe=blue_shoe+old_boot
                    tags:tags#,'sort_by':'shortname','subpath':'/products'#blue_shoe=blue_shoe+red_shoe gift_card= green_hat=green_hat+old_boot+red_shoe old_boot=green_hat+old_boot+red_shoe red_shoe=blue_shoe+green_hat+old_boot+red_shoe
                    tags:tags,owner_shortname:owner_shortname#,'sort_by':'shortname','subpath':'/products'#blue_shoe=blue_shoe gift_card= green_hat=green_hat+red_shoe old_boot=old_boot red_shoe=green_hat+red_shoe
                    payload.body.color:payload.body.color#,'sort_by':'shortname'#blue_shoe=blue_shoe gift_card= green_hat=green_hat old_boot= red_shoe=red_shoe
                    shortname:payload.body.nosuch##blue_shoe= gift_card= green_hat= old_boot= red_shoe=
                    payload.body.nosuch:shortname##blue_shoe= gift_card= green_hat= old_boot= red_shoe=
                    uuid:uuid##blue_shoe=blue_shoe gift_card=gift_card green_hat=green_hat old_boot=old_boot red_shoe=red_shoe
                    subpath:subpath#,'filter_types':['content'],'search':'@shortname:old_boot'#blue_shoe= gift_card= green_hat= old_boot=old_boot red_shoe=
                    payload.body.variants.price:payload.body.price#,'sort_by':'shortname'#blue_shoe=blue_shoe gift_card= green_hat= old_boot= red_shoe=red_shoe
                    shortname:password##blue_shoe= gift_card= green_hat= old_boot= red_shoe=
                    owner_shortname:owner_shortname#,'subpath':'/articles','jq_filter':'length'#blue_shoe=1 gift_card=1 green_hat=1 old_boot=1 red_shoe=1
                    """)
    void recordsAreJoinedByTheirValues(String on, String more, String expected) {
        assertThat(String.join(" ", joined(shop(on, more == null ? "" : more), ""))
                        .replace("[", "")
                        .replace("]", ""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {",'include_fields':['displayname']", ",'exclude_fields':['tags','owner_shortname']"})
    void whatIsNotShownIsJoinedByAllTheSame(String projection) {
        for (String on : List.of("tags:tags", "owner_shortname:owner_shortname")) {
            List<String> plain = joined(shop(on, ""), "");
            assertThat(plain).anyMatch(r -> !r.endsWith("="));
            assertThat(joined(shop(on, projection), projection)).isEqualTo(plain);
        }
    }

    /** A field of the meta that the index does not hold. */
    @Test
    void recordsAreJoinedByWhatIsNotIndexedToo() {
        for (String name : List.of("one", "two")) {
            world.put(
                    Locator.of("shop", "/checked", name, ResourceType.CONTENT),
                    JsonObject.builder()
                            .put("uuid", "u-" + name)
                            .put("shortname", name)
                            .put("is_active", true)
                            .put("owner_shortname", "alice")
                            .put("last_checksum_history", name)
                            .build());
        }
        QueryResult found = world.ask(
                QueryWorld.ALL,
                "{'type':'search','space_name':'shop','subpath':'/checked','sort_by':'shortname','join':["
                        + shop("last_checksum_history:last_checksum_history", ",'subpath':'/checked'") + "]}");
        assertThat(found.records().stream().map(JqAndJoinTest::joined)).containsExactly("one=one", "two=two");
    }

    @Test
    void aSpaceIsJoinedByItsOwnName() {
        String spaces =
                "{'join_on':'space_name:shortname','alias':'x','query':{'type':'spaces','space_name':'management',"
                        + "'subpath':'/'}}";
        List<String> found = world
                .ask(
                        QueryWorld.ALL,
                        "{'type':'spaces','space_name':'management','subpath':'/','join':[" + spaces + "]}")
                .records()
                .stream()
                .map(JqAndJoinTest::joined)
                .toList();
        assertThat(found).contains("shop=shop", "management=management");
    }

    @Test
    void joinChangesNeitherTotalNorOtherAttributes() {
        QueryResult plain = ask(",'limit':2");
        QueryResult with = ask(",'limit':2,'join':[" + shop("payload.body.category:payload.body.category", "") + "]");
        assertThat(with.total()).isEqualTo(plain.total());
        assertThat(with.returned()).isEqualTo(plain.returned());
        assertThat(with.records().get(0).attributes().without("join"))
                .isEqualTo(plain.records().get(0).attributes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'join_on':'a','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}}",
                "{'join_on':'a:b:c','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}}",
                "{'join_on':':','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}}",
                "{'join_on':'a:b','query':{'type':'search','space_name':'shop','subpath':'/'}}",
                "{'alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}}",
                "{'join_on':'a:b','alias':'x'}",
                "{'join_on':'tags:tags','alias':'x','query':{'type':'nosuch','space_name':'shop','subpath':'/'}}",
                "3"
            })
    void joinThatCannotBeUnderstoodIsLeftOut(String join) {
        assertThat(joined(join, ""))
                .containsExactly("blue_shoe=", "gift_card=", "green_hat=", "old_boot=", "red_shoe=");
        assertThat(ask(",'join':[" + join + "]").records().get(0).attributes().has("join"))
                .isFalse();
    }

    @Test
    void failingFilterOfAJoinFailsTheQuery() {
        assertThatThrownBy(() -> joined(shop("tags:tags", ",'jq_filter':'nosuch'"), ""))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JQ_ERROR));
        assertThatThrownBy(() -> joined(shop("tags:tags", ",'jq_filter':'env'"), ""))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
        for (String filter : List.of("'" + ".".repeat(1025) + "'", "3")) {
            assertThatThrownBy(() -> joined(shop("tags:tags", ",'jq_filter':" + filter), ""))
                    .isInstanceOfSatisfying(
                            DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
        }
        assertThatThrownBy(() -> ask(",'join':{}")).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> joined(shop("tags:tags" + ",tags:tags".repeat(16), ""), ""))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
    }

    @Test
    void valuesAreCopiedUnderTheirAliases() {
        JsonObject shown = ask(",'search':'shoe','limit':1,'include_fields':['slug'],'highlight_fields':"
                        + "{'displayname.en':'title','payload.body.name':'name','payload.body.nosuch':'none','password':'p',"
                        + "'shortname':'s','body.color':'c'}")
                .records()
                .get(0)
                .attributes();
        assertThat(JsonCodec.writeString(shown))
                .isEqualTo("{\"slug\":\"blue-shoe\",\"title\":\"Blue Shoe\",\"name\":\"Blue Shoe\",\"s\":\"blue_shoe\","
                        + "\"c\":\"blue\"}");
        assertThatThrownBy(() -> ask(",'highlight_fields':['a']")).isInstanceOf(DmartException.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    shoe#payload.body.name#Red <Shoe>
                    red shoe#payload.body.name#<Red Shoe>
                    "red shoe"#payload.body.name#<Red Shoe>
                    sh*#payload.body.name#Red <Shoe>
                    -blue#payload.body.name#Red Shoe
                    @payload.body.name:(shoe)#payload.body.name#Red <Shoe>
                    @payload.body.name:(shoe)#displayname.en#Red Shoe
                    @displayname.*:sho#displayname.en#Red <Shoe>
                    احمر#displayname.ar#حذاء <أحمر>
                    @shortname:red_shoe#displayname.en#Red Shoe
                    """)
    void whatTheSearchWasAboutIsMarked(String search, String field, String expected) {
        Highlights marks = new Highlights("<", ">");
        WireRecord record = ask(",'search':'@shortname:red_shoe','retrieve_json_payload':true")
                .records()
                .get(0);
        JsonObject shown = marks.apply(
                JsonObject.EMPTY,
                record,
                java.util.Map.of(field, "x"),
                world.parser.parse(search, FieldResolver.PLAIN),
                FieldResolver.PLAIN);
        assertThat(shown.get("x")).contains(new JsonString(expected));
    }

    /** What normalisation drops is no end of a word. */
    @ParameterizedTest
    @CsvSource({
        "\u0627\u062d\u0645\u0631, x \u0623\u064e\u062d\u0652\u0645\u064e\u0640\u0640\u0631\u064c y",
        "\u0627\u062d\u0645\u0631, x \u0623\u062d\u0640\u0645\u0631 y"
    })
    void wordsWithDiacriticsAreMarkedWhole(String search, String text) {
        JsonObject shown = new Highlights("<", ">")
                .apply(
                        JsonObject.EMPTY,
                        WireRecord.of(
                                ResourceType.CONTENT,
                                "a",
                                "/",
                                JsonObject.builder().put("slug", text).build()),
                        java.util.Map.of("slug", "x"),
                        world.parser.parse(search, FieldResolver.PLAIN),
                        FieldResolver.PLAIN);
        assertThat(shown.string("x")).contains(text.replaceFirst(" (.*) ", " <$1> "));
    }
}
