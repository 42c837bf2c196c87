package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final String PASSWORD = "Blue-Whale-77";
    private static final String TYPES =
            "'space','folder','content','schema','ticket','user','group','role','permission',"
                    + "'log','post','notification'";

    @TempDir
    static Path folder;

    private static Server server;
    private static QuerySpaces data;
    private static final Map<String, Http> CALLERS = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        server = Server.in(folder).with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0").start();
        accounts(server.http().admin());
        server.stop();
        data = QuerySpaces.write(server.spaces());
        try (Stream<Path> files = Files.walk(server.data().resolve("index"))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        server.start();
        for (String name : List.of("reader", "alice", "bob", "carol", "sara", "dave", "erin", "frank")) {
            CALLERS.put(name, server.http().login(name, PASSWORD));
        }
        CALLERS.put("anon", server.http());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static void create(Http admin, String folder, String type, String name, String attributes) {
        admin.post(
                        "/managed/request",
                        json("{'space_name':'management','request_type':'create','records':[{'resource_type':'" + type
                                + "','subpath':'" + folder + "','shortname':'" + name
                                + "','attributes':{'is_active':true,"
                                + attributes + "}}]}"))
                .expect(200);
    }

    private static void permission(Http admin, String name, String subpaths, String types, String conditions) {
        create(
                admin,
                "permissions",
                "permission",
                name,
                "'subpaths':{" + subpaths + "},'resource_types':[" + types
                        + "],'actions':['query','view'],'conditions':[" + conditions + "]");
    }

    /** The permissions of {@code query.md} 5.3, and one for the rows of 2.8. */
    private static void accounts(Http admin) {
        permission(admin, "p_reader", "'__all_spaces__':['__all_subpaths__']", TYPES, "");
        permission(admin, "world", "'shop':['products']", "'content'", "'is_active'");
        permission(admin, "p_alice", "'shop':['__all_subpaths__']", "'content'", "'own'");
        permission(admin, "p_bob", "'shop':['products']", "'content'", "'is_active','own'");
        permission(admin, "p_sara", "'__all_spaces__':['tickets/__current_user__']", "'ticket'", "");
        permission(admin, "p_dave", "'shop':['/']", TYPES, "");
        permission(admin, "p_erin", "'shop':['articles']", "'content'", "'is_active'");
        permission(admin, "p_erin2", "'shop':['articles']", "'content'", "");
        create(
                admin,
                "permissions",
                "permission",
                "p_frank",
                "'subpaths':{'shop':['products']},'resource_types':['content'],'actions':['query','view'],'conditions':[],"
                        + "'filter_fields_values':'@payload.body.category:footwear'");
        create(admin, "roles", "role", "holder", "'permissions':[]");
        for (String name : List.of("reader", "alice", "bob", "sara", "dave", "frank")) {
            create(admin, "roles", "role", "r_" + name, "'permissions':['p_" + name + "']");
            user(admin, name, "'r_" + name + "'");
        }
        create(admin, "roles", "role", "r_erin", "'permissions':['p_erin','p_erin2']");
        user(admin, "erin", "'r_erin'");
        user(admin, "carol", "");
        admin.post( // it is there from the first start, without a role
                        "/managed/request",
                        json("{'space_name':'management','request_type':'update','records':[{'resource_type':'user',"
                                + "'subpath':'users','shortname':'anonymous','attributes':{'roles':['holder']}}]}"))
                .expect(200);
    }

    private static void user(Http admin, String name, String roles) {
        create(admin, "users", "user", name, "'password':'" + PASSWORD + "','roles':[" + roles + "],'groups':[]");
    }

    private static Reply ask(String caller, String question) {
        String path = caller.equals("anon") ? "/public/query" : "/managed/query";
        return CALLERS.get(caller).post(path, question);
    }

    private static String question(String type, String more) {
        return json("{'type':'" + type + "','space_name':'shop','subpath':'/','limit':100" + more + "}");
    }

    @TestFactory
    Stream<DynamicTest> conformanceRows() {
        return QuerySpaces.lines("query-cases.jsonl").stream()
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
        List<String> found = new ArrayList<>(data.ids(space, answer));
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
        assertThat(String.join(" ", data.ids("shop", answer))).as(row).isEqualTo(expected);
        assertThat(answer.at("/attributes/total").asInt()).isEqualTo(total);
    }

    /** Shapes that shipped clients send ({@code query.md} 2.9). */
    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    search#/# -@shortname:schema|products#P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 S1 X1
                    search#/#shoe -@shortname:red_shoe|md_note#P2 A2
                    search#/#shoe @owner_shortname:bob#P2 A2
                    counters#/#@payload.schema_shortname:order#3
                    counters#/#@resource_type:ticket#3
                    search#/#-@shortname:schema -@resource_type:folder|schema#P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 X1
                    search#/#@tags:summer OR news OR vip#P1 P2 A1 A2 T2
                    search#/#@shortname:t_10*#T1 T2 T3
                    search#tickets# @state:pending#T1
                    search#/#@created_at:[1748736000000 1748944799999]#T1 T2
                    tags#/#''#6
                    """)
    void clientShapes(String type, String subpath, String search, String expected) {
        Map<String, Object> question = Map.of(
                "type", type, "space_name", "shop", "subpath", subpath, "limit", 100, "sort_by", "", "search", search);
        JsonNode answer = ask("reader", Reply.write(question)).expect(200).json();
        if (type.equals("search")) {
            assertThat(data.ids("shop", answer)).containsExactlyInAnyOrder(expected.split(" "));
        } else {
            assertThat(answer.at("/attributes/total").asText()).isEqualTo(expected);
        }
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
        String scope = json(",'space_name':'shop','subpath':'" + subpath + "','limit':100" + more + "}");
        List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
        for (String type : List.of("search", "subpath", "reports", "random")) {
            JsonNode answer = ask(caller, "{\"type\":\"" + type + "\"" + scope)
                    .expect(200)
                    .json();
            assertThat(data.ids("shop", answer)).as(type).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(answer.at("/attributes/total").asInt()).isEqualTo(wanted.size());
        }
        JsonNode counted =
                ask(caller, "{\"type\":\"counters\"" + scope).expect(200).json();
        assertThat(counted.at("/attributes/total").asInt()).isEqualTo(wanted.size());
        assertThat(counted.at("/attributes/returned").asInt()).isZero();
        JsonNode grouped = ask(
                        caller, "{\"type\":\"aggregation\",\"aggregation_data\":{\"reducers\":[\"count\"]}" + scope)
                .expect(200)
                .json();
        assertThat(grouped.at("/records/0/attributes/count").asInt()).isEqualTo(wanted.size());
        long tagged = QuerySpaces.lines("query-dataset.jsonl").stream()
                .filter(line -> wanted.contains(line.get("id").asText()))
                .mapToLong(line -> line.path("tags").size())
                .sum();
        long counts = 0;
        for (JsonNode count :
                ask(caller, "{\"type\":\"tags\"" + scope).expect(200).json().at("/records/0/attributes/tag_counts")) {
            counts += count.asLong();
        }
        assertThat(counts).isEqualTo(tagged);
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
            assertThat(data.ids("shop", answer)).containsExactlyInAnyOrder("P1", "P3", "A1");
            assertThat(threads()).isLessThan(before + 60);
        }
        done.set(true);
        for (Future<?> attack : attacks) {
            attack.get(300, TimeUnit.SECONDS);
        }
        attackers.shutdown();
        assertThat(ProcessHandle.of(server.pid()).orElseThrow().descendants().count())
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
        for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"))) {
            if (line.startsWith("Threads:")) {
                return Integer.parseInt(line.substring(8).strip());
            }
        }
        throw new IOException("no count of threads");
    }
}
