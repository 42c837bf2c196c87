package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers for tables and archives know no largest page ({@code query.md} 8, {@code http-api.md} 4.10); a page here has 3 rows, a MiB. */
class QueryRowsTest {
    private static final String PRODUCTS =
            "{'type':'search','space_name':'shop','subpath':'/products','filter_types':['content'],'limit':-1";

    private final QueryWorld world =
            QueryWorld.over(new InMemoryEntryIndex(), Map.of("max_query_limit", 3, "max_query_mb", 1));

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private QueryRows.Rows rows(String request) {
        return world.queries.rows(QueryWorld.ALL, json(request));
    }

    private static List<WireRecord> all(QueryRows.Rows rows) {
        List<WireRecord> out = new ArrayList<>();
        rows.each(out::add);
        return out;
    }

    private String ids(QueryRows.Rows rows) {
        List<String> out = new ArrayList<>();
        rows.each(r -> out.add(world.ids.get(Locator.of("shop", r.subpath(), r.shortname(), r.resourceType()))));
        return String.join(" ", out);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            ''#P5 P3 P2 P1 P4
            ,"sort_by":"payload.body.price"#P4 P3 P5 P1 P2
            ,"sort_by":"shortname","limit":4#P2 P5 P3 P4
            ,"sort_by":"shortname","limit":100,"offset":2#P3 P4 P1
            ,"limit":2#P5 P3
            ,"limit":0#''
            ,"search":"@nothing:here"#''
            """)
    void asManyAsTheLimitSays(String more, String expected) {
        QueryRows.Rows rows =
                rows(PRODUCTS.replace(",'limit':-1", more.contains("limit") ? "" : ",'limit':-1") + more + "}");
        assertThat(ids(rows)).isEqualTo(expected);
        assertThat(ids(rows)).as("again").isEqualTo(expected);
    }

    @Test
    void aReplyKeepsItsLargestPage() {
        assertThat(world.ask(QueryWorld.ALL, PRODUCTS + "}").records()).hasSize(3);
    }

    @Test
    void moreThanAreReadAtATime() {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < 250; i++) {
            names.add("n" + i);
            put(Locator.of("shop", "/many", "n" + i, ResourceType.CONTENT));
        }
        List<WireRecord> found =
                all(rows("{'type':'subpath','space_name':'shop','subpath':'/many','sort_by':'shortname','limit':-1}"));
        assertThat(found.stream().map(WireRecord::shortname)).containsExactlyElementsOf(names);
    }

    @Test
    void attachmentsToo() {
        for (int i = 0; i < 5; i++) {
            put(Locator.of("shop", "/products/red_shoe", "c" + i, ResourceType.COMMENT));
        }
        List<WireRecord> found =
                all(rows("{'type':'attachments','space_name':'shop','subpath':'/','sort_by':'shortname','limit':-1}"));
        assertThat(found.stream().map(WireRecord::shortname)).containsExactly("c0", "c1", "c2", "c3", "c4");
    }

    /** What is in memory as a whole has a largest size; what is sent part by part has none. */
    @Test
    void aReplyThatIsTooLargeIsRefusedAndNotCut() {
        for (int i = 0; i < 3; i++) {
            put(Locator.of("shop", "/big", "b" + i, ResourceType.CONTENT), ",'slug':'" + "x".repeat(400_000) + "'");
        }
        String big = "'space_name':'shop','subpath':'/big','limit':3";
        String two = "'filter_shortnames':['b0','b1']";
        String join = "'join':[{'join_on':'owner_shortname:owner_shortname','alias':'same','query':{'type':'search',"
                + big + "," + two + "}}]";
        String search = "{'type':'search'," + big;
        assertThat(all(rows(search + "}"))).hasSize(3);
        assertThat(world.ask(QueryWorld.ALL, search + "," + two + "}").records())
                .hasSize(2);
        assertThat(world.ask(QueryWorld.ALL, search + ",'filter_shortnames':['b2']," + join + "}")
                        .records()
                        .get(0)
                        .attributes()
                        .object("join")
                        .orElseThrow()
                        .array("same")
                        .orElseThrow())
                .hasSize(2);
        for (String refused : List.of(
                search + "}",
                search + "," + two + "," + join + "}",
                search + ",'filter_shortnames':['b2']," + join.replace("," + two, "") + "}",
                "{'type':'aggregation'," + big + ",'aggregation_data':{'load':['@slug']}}",
                "{'type':'aggregation'," + big + ",'aggregation_data':{'group_by':['@shortname'],'load':['@slug']}}")) {
            assertThatThrownBy(() -> world.ask(QueryWorld.ALL, refused))
                    .as(refused)
                    .isInstanceOfSatisfying(
                            DmartException.Invalid.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOMETHING_WRONG))
                    .hasMessageContaining("MiB");
        }
    }

    private void put(Locator at) {
        put(at, "");
    }

    private void put(Locator at, String more) {
        JsonObject meta = json("{'uuid':'u-" + at.shortname() + "','shortname':'" + at.shortname()
                + "','is_active':true,'owner_shortname':'dmart','tags':[],'created_at':'2025-01-01T00:00:00',"
                + "'updated_at':'2025-01-01T00:00:00'" + more + "}");
        world.put(at, meta);
    }

    @Test
    void joinsAreMadeOfAllRows() {
        List<WireRecord> found = all(rows(PRODUCTS
                + ",'join':[{'join_on':'owner_shortname:owner_shortname','alias':'same','query':{'type':'search',"
                + "'space_name':'shop','subpath':'/articles'}}]}"));
        assertThat(found).hasSize(5);
        assertThat(found.stream()
                        .map(r -> r.attributes()
                                .object("join")
                                .orElseThrow()
                                .array("same")
                                .orElseThrow()
                                .size()))
                .containsExactly(1, 1, 1, 1, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            {"type":"tags","space_name":"shop","subpath":"/","limit":-1}
            {"type":"random","space_name":"shop","subpath":"/","limit":-1}
            {"type":"aggregation","space_name":"shop","subpath":"/","limit":-1,"aggregation_data":{"group_by":["@shortname"]}}
            {"type":"search","space_name":"shop","subpath":"/products","filter_types":["content"],"limit":-1,"jq_filter":"."}
            {"type":"search","space_name":"shop","subpath":"/products","limit":-1,"retrieve_total":false,"jq_filter":"."}
            """)
    void whatIsMadeAsAWholeIsRefusedAndNotCut(String request) {
        world.queries.jqEngine = (filter, records) -> records;
        assertThatThrownBy(() -> rows(request))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("rows");
        assertThat(all(rows(request.replace("-1", "2")))).isNotEmpty();
    }

    @Test
    void countersHaveNoRows() {
        assertThat(all(rows("{'type':'counters','space_name':'shop','subpath':'/','limit':-1}")))
                .isEmpty();
    }

    @Test
    void aSpaceMustBeThere() {
        assertThatThrownBy(() -> rows("{'type':'search','space_name':'none','subpath':'/'}"))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("Space name");
    }

    @Test
    void listenersHearOnceOfAllRows() {
        Told listener = new Told();
        world.queries.hooks = listener;
        QueryRows.Rows rows = rows(PRODUCTS.replace("-1", "4") + ",'offset':1}");
        assertThat(ids(rows)).isEqualTo("P3 P2 P1 P4");
        assertThat(ids(rows)).isEqualTo("P3 P2 P1 P4");
        assertThat(listener.calls).hasSize(1);
        assertThat(listener.events).hasSize(1);
        JsonObject told = listener.events.get(0).attributes();
        assertThat(told.number("total").orElseThrow().longValue()).isEqualTo(5);
        assertThat(told.number("returned").orElseThrow().longValue()).isEqualTo(4);
    }
}
