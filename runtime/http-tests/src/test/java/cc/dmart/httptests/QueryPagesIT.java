package cc.dmart.httptests;

import static cc.dmart.httptests.QueryServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a query finds beside writers, page after page over equal values, and as a member of a group: the rest of the matrix of
 * {@code query.md} 9. Each test has a space of its own but for the last, which changes {@code bob} of the data set.
 */
class QueryPagesIT {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 12;
    private static final int TIED = 31; // odd, so that the last page of two has one

    /** Product that belongs to the group {@code staff}, as only a file can have it from the beginning. */
    private static final String OF_STAFF = json(
            "{'id':'G1','space_name':'shop','resource_type':'content','subpath':'/products','shortname':'staff_mug',"
                    + "'owner_shortname':'carol','owner_group_shortname':'staff','is_active':true,'tags':['kitchen'],"
                    + "'created_at':'2025-04-02T00:00:00'}");

    @TempDir
    static Path folder;

    /** Half and level of an entry by its folder and name. */
    private static final SortedMap<String, String> TIES =
            new TreeMap<>(Comparator.<String, String>comparing(name -> name.substring(0, name.lastIndexOf('/')))
                    .thenComparing(name -> name.substring(name.lastIndexOf('/'))));

    private static QueryServer world;
    private static Http admin;

    @BeforeAll
    static void start() throws IOException {
        world = QueryServer.start(folder, OF_STAFF);
        admin = world.server().http().admin();
        tie();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static void space(String name) {
        QueryServer.create(admin, name, "/", "space", name, "'languages':['english']");
    }

    private static JsonNode ask(Http caller, String question) {
        return caller.post("/managed/query", json(question)).expect(200).json();
    }

    private static List<String> names(JsonNode answer) {
        List<String> out = new ArrayList<>();
        answer.get("records")
                .forEach(r -> out.add(
                        r.get("subpath").asText() + "/" + r.get("shortname").asText()));
        return out;
    }

    private static int total(JsonNode answer) {
        return answer.at("/attributes/total").asInt();
    }

    /** {@code query.md} 6.7: who was told that an entry is written finds it in the very next request, beside other writers. */
    @Test
    void whoWritesFindsAtOnceWhatIsWritten() throws Exception {
        space("race");
        QueryServer.create(
                admin,
                "management",
                "permissions",
                "permission",
                "p_racer",
                "'subpaths':{'race':['__all_subpaths__']},'resource_types':['content'],'conditions':[],"
                        + "'actions':['create','query','view']");
        QueryServer.create(admin, "management", "roles", "role", "r_racer", "'permissions':['p_racer']");
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        List<Callable<Void>> racers = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            String name = "racer" + c;
            QueryServer.user(admin, name, "'r_racer'");
            Http http = world.server().http().login(name, QueryServer.PASSWORD);
            IntStream.range(0, ROUNDS).forEach(round -> all.add("runs/" + name + "_" + round));
            racers.add(() -> {
                together.await();
                for (int round = 0; round < ROUNDS; round++) {
                    writeAndFind(http, name, round);
                }
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (Future<Void> racer : threads.invokeAll(racers)) {
                racer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        JsonNode found = ask(
                world.server().http().login("racer0", QueryServer.PASSWORD),
                "{'type':'search','space_name':'race','subpath':'/','limit':1000,'search':'@payload.body.kind:lap'}");
        assertThat(names(found)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(total(found)).isEqualTo(CLIENTS * ROUNDS);
    }

    /** One entry, then its query and the count of all of this racer: the one or the other is the very next request. */
    private static void writeAndFind(Http http, String racer, int round) {
        String name = racer + "_" + round;
        QueryServer.create(
                http,
                "race",
                "runs",
                "content",
                name,
                "'payload':{'content_type':'json','body':{'kind':'lap','code':'" + racer + "-" + round + "','by':'"
                        + racer + "'}}");
        if (round % 2 == 0) {
            findsItsOwn(http, racer, round);
            countsItsOwn(http, racer, round);
        } else {
            countsItsOwn(http, racer, round);
            findsItsOwn(http, racer, round);
        }
    }

    private static void findsItsOwn(Http http, String racer, int round) {
        JsonNode found = ask(
                http,
                "{'type':'search','space_name':'race','subpath':'/','search':'@payload.body.code:" + racer + "-" + round
                        + "'}");
        assertThat(names(found)).containsExactly("runs/" + racer + "_" + round);
        assertThat(total(found)).isEqualTo(1);
    }

    private static void countsItsOwn(Http http, String racer, int round) {
        JsonNode counted = ask(
                http,
                "{'type':'counters','space_name':'race','subpath':'/','search':'@payload.body.by:" + racer + "'}");
        assertThat(total(counted)).isEqualTo(round + 1);
    }

    /**
     * Entries of which a third each has the level 1, 2 and none, in several folders and written one by one in another order, so
     * that what is equal does not lie together. All have the same {@code kind}.
     */
    private static void tie() {
        space("ties");
        for (int i = 0; i < TIED; i++) {
            int n = i * 7 % TIED;
            String half = n % 2 == 0 ? "even" : "Odd"; // in the order of even and odd only when case does not count
            String level = n % 3 == 0 ? "-" : String.valueOf(n % 3);
            String subpath = List.of("b", "b", "a", "a", "a/deep").get(n % 5);
            QueryServer.create(
                    admin,
                    "ties",
                    subpath,
                    "content",
                    "n" + n,
                    "'payload':{'content_type':'json','body':{" + (level.equals("-") ? "" : "'level':" + level + ",")
                            + "'kind':'tie','half':'" + half + "'}}");
            TIES.put(subpath + "/n" + n, half + level);
        }
    }

    /**
     * {@code query.md} 3.1: what is equal, or has no value, is in the order of folder and name, whichever the direction. The
     * last column says which halves and levels come one after the other.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    payload.body.level#ascending#.*1 .*2 .*-
                    payload.body.level#descending#.*2 .*1 .*-
                    payload.body.kind#ascending#.*
                    payload.body.kind#descending#.*
                    payload.body.nosuch#ascending#.*
                    payload.body.nosuch#descending#.*
                    payload.body.half,payload.body.level#ascending#even1 even2 even- Odd1 Odd2 Odd-
                    payload.body.half,payload.body.level#descending#Odd2 Odd1 Odd- even2 even1 even-
                    payload.body.nosuch,payload.body.half#descending#Odd.* even.*
                    is_active#ascending#.*
                    is_active#descending#.*
                    """)
    void pagesOverTiesAreTheWholeAnswerInPieces(String path, String direction, String order) {
        String question = "{'type':'search','space_name':'ties','subpath':'/','sort_by':'" + path + "','sort_type':'"
                + direction + "','filter_types':['content'],'limit':";
        List<String> expected = new ArrayList<>();
        for (String part : order.split(" ")) {
            TIES.forEach((name, label) -> { // which are sorted by folder and name
                if (label.matches(part)) {
                    expected.add(name);
                }
            });
        }
        JsonNode whole = ask(admin, question + "100}");
        assertThat(names(whole)).hasSize(TIED).containsExactlyElementsOf(expected);
        assertThat(total(whole)).isEqualTo(TIED);
        List<String> paged = new ArrayList<>();
        for (int offset = 0; offset < TIED; offset += 2) {
            JsonNode page = ask(admin, question + "2,'offset':" + offset + "}");
            assertThat(page.get("records")).hasSize(Math.min(2, TIED - offset));
            assertThat(total(page)).isEqualTo(TIED);
            paged.addAll(names(page));
        }
        assertThat(paged).containsExactlyElementsOf(names(whole));
    }

    /** {@code query.md} 5.3: who is in a group owns what is the group's, as soon as he is a member and not before. */
    @Test
    void membersOfAGroupSeeWhatIsTheGroups() {
        String scope = ",'space_name':'shop','subpath':'/','limit':100";
        world.sees("bob", scope, List.of("P2", "P5", "A2", "X1"));
        QueryServer.create(admin, "management", "groups", "group", "staff", "'roles':[]");
        QueryServer.request(admin, "update", "management", "users", "user", "bob", "'groups':['staff']");
        world.sees("bob", scope, List.of("P2", "P5", "A2", "X1", "G1"));
        world.sees("alice", scope, List.of("P1", "P3", "A1"));
    }
}
