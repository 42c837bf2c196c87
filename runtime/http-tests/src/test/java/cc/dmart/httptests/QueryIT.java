package cc.dmart.httptests;

import static cc.dmart.httptests.QueryServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The query language and the query types over HTTP, each asked by an account that may: the rows of {@code query.md} 2.8, 2.9,
 * 4.2 and 5.3 on the data set of 2.7, filters and joins, and hostile questions beside ordinary ones.
 */
class QueryIT {
    @TempDir
    static Path folder;

    private static QueryServer world;

    @BeforeAll
    static void start() throws IOException {
        world = QueryServer.start(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Reply ask(String caller, String question) {
        return world.ask(caller, question);
    }

    private static String question(String type, String more) {
        return json("{'type':'" + type + "','space_name':'shop','subpath':'/','limit':100" + more + "}");
    }

    @TestFactory
    Stream<DynamicTest> conformanceRows() {
        List<JsonNode> rows = QuerySpaces.lines("query-cases.jsonl");
        assertThat(rows) // all of 2.8: a file that lost some would pass too
                .extracting(row -> row.get("n").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 131).boxed().toList());
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.get("n").asText() + " " + row.get("search").asText(), () -> check(row)));
    }

    private static void check(JsonNode row) {
        String space = row.get("space_name").asText();
        Map<String, Object> question = Map.of(
                "type",
                "search",
                "space_name",
                space,
                "subpath",
                "/",
                "limit",
                100,
                "search",
                row.get("search").asText());
        JsonNode answer = ask("reader", Reply.write(question)).expect(200).json();
        List<String> found = new ArrayList<>(world.data().ids(space, answer));
        assertThat(answer.at("/attributes/total").asInt()).isEqualTo(found.size());
        assertThat(answer.at("/attributes/returned").asInt()).isEqualTo(found.size());
        if (space.equals("management")) {
            found.removeIf(id -> id.startsWith("(")); // accounts and their records are no part of the data set
        }
        List<String> expected = new ArrayList<>();
        row.get("matches").forEach(id -> expected.add(id.asText()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    132#''#P5 P3 P2 P1 P4#5
                    133#,"sort_by":"payload.body.price"#P4 P3 P5 P1 P2#5
                    134#,"sort_by":"payload.body.price","sort_type":"descending"#P2 P1 P5 P3 P4#5
                    135#,"sort_by":"payload.body.color"#P2 P3 P1 P5 P4#5
                    136#,"sort_by":"shortname","limit":2,"offset":3#P4 P1#5
                    137#,"limit":0#''#5
                    138#,"offset":50#''#5
                    139#,"exact_subpath":true,"sort_by":"shortname"#P2 P5 P3 P1#4
                    140#,"filter_tags":["summer","winter"],"sort_by":"shortname"#P2 P3 P1#3
                    141#,"filter_schema_names":["meta","product"],"sort_by":"shortname"#P2 P3 P4 P1#4
                    142#,"from_date":"2025-02-10T08:00:00","to_date":"2025-03-15T12:00:00"#P3 P2#2
                    """)
    void pages(String row, String more, String expected, int total) {
        String limit = more.contains("\"limit\"") ? "" : ",\"limit\":100";
        JsonNode answer = ask(
                        "reader",
                        "{\"type\":\"search\",\"space_name\":\"shop\",\"subpath\":\"products\",\"filter_types\":[\"content\"]"
                                + limit + more + "}")
                .expect(200)
                .json();
        assertThat(String.join(" ", world.data().ids("shop", answer))).as(row).isEqualTo(expected);
        assertThat(answer.at("/attributes/total").asInt()).isEqualTo(total);
    }

    /** Shapes that shipped clients send ({@code query.md} 2.9). An account that is not of the data set stands in brackets. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    search#shop#/#' -@shortname:schema|products'#P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 S1 X1
                    search#shop#/#shoe -@shortname:red_shoe|md_note#P2 A2
                    search#shop#/#shoe @owner_shortname:bob#P2 A2
                    counters#shop#/#@payload.schema_shortname:order#3
                    counters#management#/#@permissions:p_erin2#1
                    counters#management#/#@permissions:p_nobody#0
                    counters#management#/#@roles:manager#2
                    counters#management#/#@roles:r_frank#1
                    counters#shop#/#@resource_type:ticket#3
                    search#management#users#@resource_type:user xample#U1 U2
                    search#management#users#@resource_type:user dave#(dave)
                    search#management#users#@resource_type:user @roles:manager ser2#U2
                    search#management#users#@resource_type:user @roles:moderator xample#U1
                    search#management#users#@resource_type:user @roles:r_dave av#''
                    search#management#users#@resource_type:user @roles:r_dave ave#(dave)
                    search#shop#/#-@shortname:schema -@resource_type:folder|schema#P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 X1
                    search#shop#/#@tags:summer OR news OR vip#P1 P2 A1 A2 T2
                    search#shop#/#@shortname:t_10*#T1 T2 T3
                    search#shop#tickets#' @state:pending'#T1
                    search#shop#/#@created_at:[1748736000000 1748944799999]#T1 T2
                    tags#shop#/#''#6
                    """)
    void clientShapes(String type, String space, String subpath, String search, String expected) {
        Map<String, Object> question = Map.of(
                "type", type, "space_name", space, "subpath", subpath, "limit", 100, "sort_by", "", "search", search);
        JsonNode answer = ask("reader", Reply.write(question)).expect(200).json();
        String total = expected;
        if (type.equals("search")) {
            List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
            assertThat(world.data().ids(space, answer)).containsExactlyInAnyOrderElementsOf(wanted);
            total = String.valueOf(wanted.size());
        }
        assertThat(answer.at("/attributes/total").asText()).isEqualTo(total);
    }

    /** {@code query.md} 5.3, in every type that lists or counts. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    anon#/#''#P1 P2 P4 P5
                    anon#/articles#''#''
                    anon#/products#,'exact_subpath':true#P1 P2 P5
                    alice#/#''#P1 P3 A1
                    bob#/#''#P2 P5 A2 X1
                    sara#/tickets#''#T1 T3
                    carol#/#''#''
                    dave#/#''#F1 P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 S1 X1
                    erin#/articles#''#A1 A2 A3
                    frank#/products#,'search':'(@x:1) (@y:2)'#''
                    frank#/products#,'search':'(@owner_shortname:alice) (@owner_shortname:carol)'#P1 P4
                    frank#/products#''#P1 P2 P4
                    """)
    void callersSeeWhatTheyMay(String caller, String subpath, String more, String expected) {
        String scope = ",'space_name':'shop','subpath':'" + subpath + "','limit':100" + more;
        world.sees(caller, scope, expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void aggregationOfTheSpecification() {
        JsonNode answer = ask(
                        "reader",
                        json(
                                "{'type':'aggregation','space_name':'shop','subpath':'/products','filter_types':['content'],"
                                        + "'limit':100,'aggregation_data':{'group_by':['@owner_shortname'],'reducers':["
                                        + "{'reducer_name':'count','alias':'n'},"
                                        + "{'name':'sum','args':['@payload.body.qty'],'alias':'q'}]}}"))
                .expect(200)
                .json();
        List<String> rows = new ArrayList<>();
        answer.get("records").forEach(r -> rows.add(r.get("attributes").toString()));
        assertThat(rows)
                .containsExactly(
                        json("{'owner_shortname':'alice','n':2,'q':13}"),
                        json("{'owner_shortname':'bob','n':2,'q':0}"),
                        json("{'owner_shortname':'carol','n':1,'q':1}"));
        assertThat(answer.at("/records/0/shortname").asText()).isEqualTo("1");
        assertThat(answer.at("/records/0/subpath").asText()).isEqualTo("products");
    }

    /** The second example of {@code query.md} 4.2: an entry is in the group of each of its tags, one without any in its own. */
    @Test
    void aggregationByTags() {
        JsonNode answer = ask(
                        "reader",
                        json(
                                "{'type':'aggregation','space_name':'shop','subpath':'/products','filter_types':['content'],"
                                        + "'limit':100,'aggregation_data':{'group_by':['@tags'],'reducers':["
                                        + "{'reducer_name':'count'}]}}"))
                .expect(200)
                .json();
        assertThat(answer.get("records"))
                .extracting(r -> r.get("attributes").toString())
                .containsExactly(
                        json("{'count':1}"),
                        json("{'tags':'sale','count':3}"),
                        json("{'tags':'summer','count':2}"),
                        json("{'tags':'winter','count':1}"));
        assertThat(answer.get("records"))
                .extracting(r -> r.get("shortname").asText())
                .containsExactly("1", "2", "3", "4");
        assertThat(answer.get("attributes").toString()).isEqualTo(json("{'total':4,'returned':4}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    map(.shortname)#["news_1","news_2"]
                    .[]|.attributes.owner_shortname#["alice","bob"]
                    {n:length}#[{"n":2}]
                    map(select(.attributes.payload.body.views>500)|.shortname)#["news_1"]
                    [.[].attributes.displayname.ar]#["أخبار الإفتتاح","مكتبة"]
                    """)
    void filtersShapeTheRecords(String filter, String expected) {
        String question = question(
                        "search",
                        ",'sort_by':'shortname','search':'@tags:news','retrieve_json_payload':true,'jq_filter':'"
                                + filter + "'")
                .replace("\"subpath\":\"/\"", "\"subpath\":\"articles\"");
        JsonNode answer = ask("reader", question).expect(200).json();
        assertThat(answer.get("records").toString()).isEqualTo(expected);
        assertThat(answer.at("/attributes/returned").asInt())
                .isEqualTo(answer.get("records").size());
        assertThat(answer.at("/attributes/total").asInt()).isEqualTo(2);
    }

    @Test
    void filterErrorsHaveTheirCodes() {
        ask("reader", question("search", ",'jq_filter':'.['")).expectError(400, 121);
        ask("reader", question("search", ",'jq_filter':'env'")).expectError(422, 424);
        ask("reader", question("search", ",'jq_filter':'reduce range(1000000000) as $i (0;.+1)'"))
                .expectError(400, 120);
    }

    @Test
    void recordsAreJoinedAsTheCaller() {
        String join = ",'filter_types':['ticket'],'sort_by':'shortname','join':[{'join_on':'collaborators.processed_by:"
                + "owner_shortname','alias':'work','query':{'type':'search','space_name':'shop','subpath':'/products',"
                + "'sort_by':'shortname'}}]";
        JsonNode seen = ask("dave", question("search", join)).expect(200).json();
        List<String> names = new ArrayList<>();
        seen.at("/records/0/attributes/join/work")
                .forEach(r -> names.add(r.get("shortname").asText()));
        assertThat(names).containsExactly("blue_shoe", "gift_card");
        assertThat(seen.at("/records/2/attributes/join/work").size()).isZero();
        JsonNode own = ask("sara", question("search", join)).expect(200).json();
        assertThat(own.at("/records/0/attributes/join/work").isArray()).isTrue();
        assertThat(own.at("/records/0/attributes/join/work").size()).isZero();
    }

    @Test
    void hostileQuestionsLeaveTheOthersAlone() throws Exception {
        int before = threads();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService attackers = Executors.newFixedThreadPool(6);
        List<Future<?>> attacks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int first = i;
            attacks.add(attackers.submit(() -> {
                for (int n = first; !done.get() || n < first + HostileQuestions.ALL.size(); n++) {
                    int status = ask(
                                    "reader",
                                    question("search", HostileQuestions.ALL.get(n % HostileQuestions.ALL.size())))
                            .status();
                    assertThat(status).isIn(200, 400, 422);
                }
            }));
        }
        for (int i = 0; i < 150; i++) {
            JsonNode answer = ask("reader", question("search", ",'search':'@owner_shortname:alice'"))
                    .expect(200)
                    .json();
            assertThat(world.data().ids("shop", answer)).containsExactlyInAnyOrder("P1", "P3", "A1");
            assertThat(threads()).isLessThan(before + 60);
        }
        done.set(true);
        for (Future<?> attack : attacks) {
            attack.get(300, TimeUnit.SECONDS);
        }
        attackers.shutdown();
        assertThat(ProcessHandle.of(world.server().pid())
                        .orElseThrow()
                        .descendants()
                        .count())
                .isLessThanOrEqualTo(8);
        assertThat(ask("reader", question("search", ",'jq_filter':'length'"))
                        .expect(200)
                        .json()
                        .get("records")
                        .toString())
                .isEqualTo("[14]");
    }

    /** Threads of the server: Linux tells. */
    private static int threads() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + world.server().pid() + "/status"))) {
            if (line.startsWith("Threads:")) {
                return Integer.parseInt(line.substring(8).strip());
            }
        }
        throw new IOException("no count of threads");
    }
}
