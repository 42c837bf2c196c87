package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the reference index: {@code query.md} 4, its example and every reducer. */
class AggregationTest extends WithQueryWorld {
    private QueryResult ask(String data, String more) {
        return world.ask(
                QueryWorld.ALL,
                "{'type':'aggregation','space_name':'shop','subpath':'/products','filter_types':['content'],"
                        + "'limit':100,'aggregation_data':{" + data + "}" + more + "}");
    }

    private static String shown(QueryResult result) {
        return JsonCodec.writeString(new JsonArray(result.records().stream()
                        .map(r -> (JsonValue) r.attributes())
                        .toList()))
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    'group_by':['@owner_shortname'],'reducers':[{'reducer_name':'count','alias':'n'},{'reducer_name':'sum','args':['@payload.body.qty'],'alias':'q'}]##[{'owner_shortname':'alice','n':2,'q':13},{'owner_shortname':'bob','n':2,'q':0},{'owner_shortname':'carol','n':1,'q':1}]
                    'group_by':['@tags'],'reducers':['count']##[{'count':1},{'tags':'sale','count':3},{'tags':'summer','count':2},{'tags':'winter','count':1}]
                    'group_by':['tags'],'reducers':[{'name':'r_count'}]#,'sort_by':'r_count','sort_type':'descending','limit':2#[{'tags':'sale','r_count':3},{'tags':'summer','r_count':2}]
                    'group_by':['tags'],'reducers':['count']#,'sort_by':'tags','offset':1,'limit':9#[{'tags':'summer','count':2},{'tags':'winter','count':1},{'count':1}]
                    'group_by':['@attributes.tags'],'reducers':['count']#,'sort_by':'attributes.tags','sort_type':'descending','limit':2#[{'attributes_tags':'winter','count':1},{'attributes_tags':'summer','count':2}]
                    'group_by':['@attributes.tags'],'reducers':['count']#,'sort_by':'@tags','sort_type':'descending','limit':1#[{'attributes_tags':'winter','count':1}]
                    'group_by':['tags'],'reducers':['count']#,'sort_by':'attributes.tags','offset':1,'limit':9#[{'tags':'summer','count':2},{'tags':'winter','count':1},{'count':1}]
                    'group_by':['@payload.body.category'],'reducers':[{'reducer_name':'avg','args':['@payload.body.price']}]#,'sort_by':'payload.body.category','sort_type':'descending'#[{'payload_body_category':'headwear','avg_payload_body_price':15},{'payload_body_category':'footwear','avg_payload_body_price':38.166666666666664},{'avg_payload_body_price':25}]
                    'reducers':[{'reducer_name':'count','args':['payload.body.qty']},{'reducer_name':'count','args':['payload.body.nosuch']},{'reducer_name':'count'}]##[{'count_payload_body_qty':4,'count_payload_body_nosuch':0,'count':5}]
                    'reducers':[{'reducer_name':'total','args':['price'],'alias':'t'},{'reducer_name':'sum','args':['payload.body.nosuch']}]##[{'t':154.5}]
                    'reducers':[{'reducer_name':'sum','args':['payload.body.sizes'],'alias':'s'},{'reducer_name':'avg','args':['payload.body.rating'],'alias':'r'}]##[{'s':207,'r':3.5}]
                    'reducers':[{'reducer_name':'min','args':['payload.body.price'],'alias':'a'},{'reducer_name':'max','args':['payload.body.price'],'alias':'b'},{'reducer_name':'max','args':['payload.body.name'],'alias':'c'},{'reducer_name':'min','args':['created_at'],'alias':'d'}]##[{'a':5,'b':60,'c':'Red Shoe','d':'2024-12-31T23:59:59'}]
                    'reducers':[{'reducer_name':'tolist','args':['payload.body.rating'],'alias':'l'},{'reducer_name':'string_agg','args':['owner_shortname'],'alias':'g'}]##[{'l':[2,'3','4','5'],'g':'alice,bob,carol'}]
                    'reducers':[{'reducer_name':'array_agg','args':['payload.body.in_stock'],'alias':'l'},{'reducer_name':'count_distinctish','args':['payload.body.color'],'alias':'c'}]##[{'l':[false,true,'true'],'c':3}]
                    'group_by':['owner_shortname'],'reducers':[{'reducer_name':'count_distinct','args':['@payload.body.category'],'alias':'c'},{'reducer_name':'count_distinct','args':['payload.body.sizes']}]##[{'owner_shortname':'alice','c':2,'count_distinct_payload_body_sizes':3},{'owner_shortname':'bob','c':1,'count_distinct_payload_body_sizes':2},{'owner_shortname':'carol','c':1,'count_distinct_payload_body_sizes':0}]
                    'reducers':[{'reducer_name':'count_distinct','args':['payload.body.category'],'alias':'c'},{'reducer_name':'count_distinct','args':['payload.body.nosuch'],'alias':'n'},{'reducer_name':'count_distinct','args':['payload.body.sizes'],'alias':'s'}]##[{'c':2,'n':0,'s':4}]
                    'reducers':[{'reducer_name':'quantile','args':['payload.body.price'],'alias':'m'},{'reducer_name':'quantile','args':['payload.body.price','0.9'],'alias':'h'},{'reducer_name':'quantile','args':['payload.body.price',0],'alias':'z'}]##[{'m':25,'h':55.8,'z':5}]
                    'reducers':[{'reducer_name':'stddev','args':['payload.body.qty'],'alias':'s'},{'reducer_name':'stddev','args':['payload.body.total'],'alias':'t'}]##[{'s':4.509249752822894}]
                    'group_by':['shortname'],'reducers':[{'reducer_name':'stddev','args':['payload.body.qty'],'alias':'s'}]#,'limit':1#[{'shortname':'blue_shoe','s':0}]
                    'reducers':[{'reducer_name':'first_value','args':['shortname'],'alias':'n'},{'reducer_name':'first_value','args':['shortname','payload.body.price'],'alias':'d'},{'reducer_name':'first_value','args':['shortname','BY','@payload.body.price','ASC'],'alias':'c'}]##[{'n':'gift_card','d':'old_boot','c':'old_boot'}]
                    'reducers':[{'reducer_name':'first_value','args':['shortname','payload.body.price','DESC'],'alias':'x'}]##[{'x':'blue_shoe'}]
                    'group_by':['owner_shortname'],'load':['@shortname','tags']##[{'owner_shortname':'alice','shortname':'green_hat','tags':['winter','sale']},{'owner_shortname':'bob','shortname':'gift_card','tags':[]},{'owner_shortname':'carol','shortname':'old_boot','tags':['sale']}]
                    'load':['@shortname','payload.body.price']#,'limit':2,'offset':1#[{'shortname':'green_hat','payload_body_price':15},{'shortname':'blue_shoe','payload_body_price':60}]
                    'group_by':['subpath'],'load':['payload.body.maker','variants.sku','subpath'],'reducers':[{'reducer_name':'first_value','args':['labels','price','DESC'],'alias':'l'},{'reducer_name':'max','args':['subpath'],'alias':'m'},{'reducer_name':'group_concat','args':['subpath'],'alias':'g'}]#,'search':'@maker.country:IQ'#[{'subpath':'products','l':['new','eco'],'m':'products','g':'products','payload_body_maker':{'name':'Acme Inc','country':'IQ'},'variants_sku':['RS-40','RS-41']}]
                    'load':['labels','maker','password']#,'search':'@shortname:red_shoe'#[{'labels':['new','eco'],'maker':{'name':'Acme Inc','country':'IQ'}}]
                    'reducers':[{'reducer_name':'first_value','args':['shortname','ASC'],'alias':'n'}]##[{'n':'old_boot'}]
                    'group_by':['is_active','owner_shortname'],'reducers':['count']##[{'is_active':false,'owner_shortname':'alice','count':1},{'is_active':true,'owner_shortname':'alice','count':1},{'is_active':true,'owner_shortname':'bob','count':2},{'is_active':true,'owner_shortname':'carol','count':1}]
                    'reducers':['count',{'reducer_name':'count'},{'reducer_name':'count','alias':'count'}]##[{'count':5,'count_2':5,'count_3':5}]
                    'group_by':['payload.body.rating'],'reducers':['count']##[{'count':1},{'payload_body_rating':2,'count':1},{'payload_body_rating':'3','count':1},{'payload_body_rating':'4','count':1},{'payload_body_rating':'5','count':1}]
                    'reducers':[{'reducer_name':'count','args':['password']},{'reducer_name':'tolist','args':['query_policies']},{'reducer_name':'min','args':['acl']}],'group_by':['device_id']##[{'count_password':0,'tolist_query_policies':[]}]
                    'reducers':['count']#,'search':'@nosuch:x'#[{'count':0}]
                    'group_by':['tags'],'reducers':['count']#,'search':'@nosuch:x'#[]
                    """)
    void groups(String data, String more, String expected) {
        assertThat(shown(ask(data, more == null ? "" : more))).isEqualTo(expected);
    }

    @Test
    void recordsAreNumberedOverAllGroupsAndTotalCountsGroups() {
        QueryResult result = ask("'group_by':['owner_shortname']", ",'offset':1,'limit':1");
        assertThat(result.total()).isEqualTo(3);
        assertThat(result.returned()).isEqualTo(1);
        WireRecord record = result.records().get(0);
        assertThat(record.shortname()).isEqualTo("2");
        assertThat(record.subpath()).isEqualTo("products");
        assertThat(record.resourceType()).isEqualTo(ResourceType.CONTENT);
        assertThat(record.uuid()).isEmpty();
        assertThat(ask("'load':['shortname']", ",'limit':0").total()).isEqualTo(5);
    }

    @Test
    void samplesAreDifferentValuesOfTheGroup() {
        Set<String> seen = new HashSet<>();
        IntStream.range(0, 60).forEach(i -> {
            JsonObject row = ask("'reducers':[{'reducer_name':'random_sample','args':['shortname',2],'alias':'s'}]", "")
                    .records()
                    .get(0)
                    .attributes();
            List<String> drawn = row.strings("s");
            assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
            seen.addAll(drawn);
        });
        assertThat(seen).containsExactlyInAnyOrder("red_shoe", "blue_shoe", "green_hat", "old_boot", "gift_card");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    'reducers':['median']#400#430
                    'reducers':[{'reducer_name':'sum'}]#400#430
                    'reducers':[{'reducer_name':'quantile','args':['x','2']}]#400#430
                    'reducers':[{'reducer_name':'random_sample','args':['x','1001']}]#400#430
                    'reducers':[{'reducer_name':'first_value','args':['x','y','UP']}]#400#430
                    'reducers':[{'reducer_name':'first_value','args':['x','y','ASC','z']}]#400#430
                    'reducers':[{'alias':'x'}]#422#424
                    'reducers':[3]#422#424
                    'reducers':'count'#422#424
                    'group_by':['a b']#422#424
                    'group_by':[3]#422#424
                    'group_by':'tags'#422#424
                    'reducers':[{'reducer_name':'count','alias':'a b'}]#422#424
                    'reducers':[{'reducer_name':'count','alias':'a.b'}]#422#424
                    'reducers':[{'reducer_name':'count','alias':'1a'}]#422#424
                    """)
    void refuses(String data, int status, int code) {
        assertThatThrownBy(() -> ask(data, "")).isInstanceOfSatisfying(DmartException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    @Test
    void namesHaveALength() {
        String field = "a".repeat(256);
        assertThat(ask("'group_by':['@" + field + "']", "").total()).isEqualTo(1);
        String alias = "'reducers':[{'reducer_name':'count','alias':'" + "a".repeat(63);
        assertThat(ask(alias + "'}]", "").total()).isEqualTo(1);
        for (String data : List.of("'group_by':['" + field + "a']", alias + "a'}]")) {
            assertThatThrownBy(() -> ask(data, ""))
                    .isInstanceOfSatisfying(
                            DmartException.class, e -> assertThat(e.status()).isEqualTo(422));
        }
    }

    /** Numbers that no 64 bits hold are strings, as in rows ({@code query.md} 3.4). */
    @Test
    void wideIntegersAreStrings() {
        String body = "{'a':98765432109876543210,'list':[98765432109876543210],'in':{'n':-98765432109876543210},"
                + "'b':9007199254740993}";
        Locator at = Locator.of("shop", "/wide", "big", ResourceType.CONTENT);
        JsonObject meta = json("{'uuid':'u','shortname':'big','is_active':true,'owner_shortname':'alice',"
                + "'payload':{'content_type':'json','body':'big.json'}}");
        world.commit(new ChangeOp.PutEntry(
                at, meta, new PayloadChange.Bytes("big.json", JsonCodec.write(json(body)), Optional.empty()), true));
        QueryResult result = world.ask(
                QueryWorld.ALL,
                "{'type':'aggregation','space_name':'shop','subpath':'/wide','aggregation_data':{'group_by':['a'],"
                        + "'load':['list','in','b'],'reducers':[{'reducer_name':'max','args':['b'],'alias':'m'}]}}");
        assertThat(shown(result))
                .isEqualTo("[{'a':'98765432109876543210','m':9007199254740993,'list':['98765432109876543210'],"
                        + "'in':{'n':'-98765432109876543210'},'b':9007199254740993}]");
    }

    /** What is worked out is a number, and exact while it fits 64 bits ({@code query.md} 4.2, 6.3). */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    9007199254740993 1#9007199254740994#9007199254740993
                    9223372036854775806 1#9223372036854775807#9223372036854775806
                    9223372036854775807 1#9223372036854775808#9223372036854775807
                    9007199254740993 '9007199254740995' -9007199254740992#9007199254740996#'9007199254740995'
                    98765432109876543210 0#98765432109876540000#'98765432109876543210'
                    """)
    void wideSumsAreNumbers(String values, String sum, String most) {
        String folder = "/sum" + Integer.toHexString(values.hashCode());
        String[] each = values.split(" ");
        for (int i = 0; i < each.length; i++) {
            JsonObject meta = json("{'uuid':'u" + i + "','shortname':'e" + i + "','is_active':true,"
                    + "'owner_shortname':'alice','payload':{'content_type':'json','body':'e" + i + ".json'}}");
            byte[] body = JsonCodec.write(json("{'v':" + each[i] + "}"));
            world.commit(new ChangeOp.PutEntry(
                    Locator.of("shop", folder, "e" + i, ResourceType.CONTENT),
                    meta,
                    new PayloadChange.Bytes("e" + i + ".json", body, Optional.empty()),
                    true));
        }
        QueryResult result = world.ask(
                QueryWorld.ALL,
                "{'type':'aggregation','space_name':'shop','subpath':'" + folder + "','aggregation_data':{'reducers':["
                        + "{'reducer_name':'sum','args':['payload.body.v'],'alias':'s'},"
                        + "{'reducer_name':'max','args':['payload.body.v'],'alias':'m'}]}}");
        assertThat(shown(result)).isEqualTo("[{'s':" + sum + ",'m':" + most + "}]");
    }

    /** What differs in case or in the spelling of a number only is one value ({@code query.md} 4.1). */
    @Test
    void distinctValuesAreCountedAsTheyCompare() {
        List<String> values = List.of("'Straße'", "'STRASSE'", "'Gasse'", "['gasse',7]", "7.0", "8", "null", "[]");
        for (int i = 0; i < values.size(); i++) {
            JsonObject meta = json("{'uuid':'u" + i + "','shortname':'e" + i + "','is_active':true,"
                    + "'owner_shortname':'alice','payload':{'content_type':'json','body':'e" + i + ".json'}}");
            byte[] body = JsonCodec.write(json("{'v':" + values.get(i) + "}"));
            world.commit(new ChangeOp.PutEntry(
                    Locator.of("shop", "/spelled", "e" + i, ResourceType.CONTENT),
                    meta,
                    new PayloadChange.Bytes("e" + i + ".json", body, Optional.empty()),
                    true));
        }
        QueryResult result = world.ask(
                QueryWorld.ALL,
                "{'type':'aggregation','space_name':'shop','subpath':'/spelled','aggregation_data':{'reducers':["
                        + "{'reducer_name':'count_distinct','args':['payload.body.v'],'alias':'d'},"
                        + "{'reducer_name':'count','args':['payload.body.v'],'alias':'n'},'count']}}");
        assertThat(shown(result)).isEqualTo("[{'d':4,'n':6,'count':8}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'load':['slug']", "'group_by':['shortname'],'load':['slug']"})
    void s6_7_aHitWhoseFileIsGoneIsTakenOutOfTheIndex(String data) {
        Map<ExactField, Collection<String>> terms = Map.of(ExactField.ANCESTOR, Set.of("/", "/lost"));
        IndexDocument left = new IndexDocument(
                Locator.of("shop", "/lost", "one", ResourceType.CONTENT),
                DocumentKind.ENTRY,
                terms,
                List.of(Leaf.keyword("shortname", "one", Leaf.NO_INSTANT)),
                Set.of("shortname"),
                List.of());
        world.index.apply(new IndexBatch(0, List.of(), List.of(), List.of(left)));
        until(() -> total(data) == 1);
        until(() -> total(data) == 0);
    }

    private long total(String data) {
        Locator other = Locator.of("shop", "/seen", "other", ResourceType.CONTENT); // so that the index looks again
        world.commit(
                new ChangeOp.PutEntry(other, json("{'uuid':'u','is_active':true}"), new PayloadChange.Keep(), false));
        return world.ask(
                        QueryWorld.ALL,
                        "{'type':'aggregation','space_name':'shop','subpath':'/lost','aggregation_data':{" + data
                                + "}}")
                .total();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
        }
    }

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    @Test
    void missingDataIsItsOwnError() {
        assertThatThrownBy(() -> world.ask(
                        QueryWorld.ALL,
                        "{'type':'aggregation','space_name':'shop','subpath':'/','aggregation_data':null}"))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(202));
    }
}
