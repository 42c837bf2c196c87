package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.load.SeedSpace;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A lost index comes back by itself, and what changed in the files is picked up ({@code query.md} 6.6, {@code design.md} 1). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IndexCareIT {
    private static final int ENTRIES = 50_000; // a rebuild of so many goes on while it is looked at

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static String stateAtStart;
    private static Reply askedAtStart;

    @BeforeAll
    static void start() throws IOException {
        server = Server.in(folder).start();
        server.stop();
        SeedSpace.write(server.spaces(), "bench", ENTRIES);
        damage();
        server.start();
        askedAtStart =
                server.http().post("/user/login", Map.of("email", "who@example.com", "password", "Blue-Whale-77"));
        stateAtStart = indexState(); // before the login, which takes its time
        admin = server.http().admin();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Writes over the beginning of every file of the index. */
    private static void damage() throws IOException {
        try (Stream<Path> files = Files.walk(server.data().resolve("index"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < Math.min(64, bytes.length); i++) {
                    bytes[i] ^= 0x5A;
                }
                Files.write(file, bytes);
            }
        }
    }

    private static void await(String what, Server.Look look) throws IOException {
        server.await(what, Duration.ofMillis(50), look);
    }

    private static String indexState() {
        return server.http()
                .get("/health/ready")
                .expect(200)
                .json()
                .at("/attributes/checks/index")
                .asText();
    }

    private static Reply search(String search) {
        return admin.post(
                        "/managed/query",
                        Map.of("type", "search", "space_name", "bench", "subpath", "/", "search", search, "limit", 1))
                .expect(200);
    }

    private static int total(String search) {
        return search(search).json().at("/attributes/total").asInt();
    }

    /** What needs the index is told to come again while it is built; never that there is nothing. */
    private static void isWholeOrNoAnswer() {
        Map<String, Object> seven = Map.of(
                "type", "search", "space_name", "bench", "subpath", "/items", "filter_shortnames", List.of("e7"));
        String uuid = admin.get("/managed/entry/content/bench/items/e7")
                .expect(200)
                .json()
                .get("uuid")
                .asText();
        int noAnswers = 0;
        do {
            for (Reply reply : List.of(
                    admin.post("/managed/query", seven),
                    admin.post("/managed/csv", seven),
                    admin.get("/managed/byuuid/" + uuid))) {
                if (reply.status() == 503) {
                    noAnswers++;
                    reply.expectError(503, 503);
                    assertThat(reply.header("Retry-After")).isNotEmpty();
                } else {
                    assertThat(reply.expect(200).text()).contains(uuid);
                }
            }
            Reply archive = admin.post("/managed/export", seven);
            if (archive.status() == 503) {
                noAnswers++;
                archive.expectError(503, 503);
            } else {
                assertThat(Zips.read(archive.expect(200).body())).containsKey("bench/items/e7.json");
            }
        } while (indexState().equals("warn"));
        assertThat(noAnswers).isPositive();
    }

    private static JsonNode progress() {
        return admin.get("/admin/reindex").expect(200).json().get("attributes");
    }

    private static boolean isRunning() {
        return progress().get("state").asText().equals("running");
    }

    private static Reply reindex(Map<String, Object> body) {
        return admin.post("/admin/reindex", body);
    }

    /** Writes an entry, which can be read by its path at once. */
    private static void write(String name) {
        Map<String, Object> payload =
                Map.of("content_type", "json", "body", Map.of("title", "while it was built", "price", 1));
        Map<String, Object> record = Map.of(
                "resource_type",
                "content",
                "subpath",
                "made",
                "shortname",
                name,
                "attributes",
                Map.of("payload", payload));
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "bench", "request_type", "create", "records", List.of(record)))
                .expect(200);
        admin.get("/managed/entry/content/bench/made/" + name).expect(200);
    }

    /** Ends the server in the middle of a build that was asked for; the next start goes on with it and says so. */
    private static void killInTheMiddle() throws IOException {
        JsonNode[] before = new JsonNode[1];
        await("a part of the index", () -> {
            before[0] = progress();
            return before[0].get("entries").asInt() > 1000;
        });
        assertThat(before[0].get("state").asText()).isEqualTo("running");
        assertThat(before[0].get("entries").asInt())
                .isLessThan(before[0].get("expected").asInt());
        int from = server.log().length();
        server.kill9();
        server.start();
        assertThat(server.log().substring(from)).contains("An unfinished index is gone on with");
        admin = server.http().admin();
    }

    @Test
    @Order(1)
    void aDamagedIndexIsBuiltAnewBesideTraffic() throws IOException {
        assertThat(server.log()).contains("cannot be used and will be rebuilt");
        assertThat(stateAtStart).isEqualTo("warn");
        askedAtStart.expectError(503, 503);
        admin.get("/managed/entry/content/bench/items/e7?retrieve_json_payload=true")
                .expect(200);
        write("n1");
        isWholeOrNoAnswer();
        await("a rebuilt index", () -> indexState().equals("ok"));
        reindex(Map.of()).expect(200);
        reindex(Map.of()).expectError(409, 409);
        killInTheMiddle();
        write("n2");
        await(
                "the index from before answers meanwhile",
                () -> isRunning() && total("@resource_type:content") == ENTRIES + 2 && isRunning());
        await("the index built once more", () -> !isRunning());
        assertThat(indexState()).isEqualTo("ok");
        assertThat(total("@resource_type:content")).isEqualTo(ENTRIES + 2);
        assertThat(total("\"while it was built\"")).isEqualTo(2);
        assertThat(total("@payload.body.category:c7")).isEqualTo(ENTRIES / 100);
        JsonNode done = progress();
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("entries").asInt()).isGreaterThan(ENTRIES);
    }

    @Test
    @Order(2)
    void changesBehindTheServersBackArePickedUp() throws IOException {
        Path items = server.spaces().resolve("bench/items");
        Path body = items.resolve("e1.json");
        Files.writeString(body, Files.readString(body).replaceFirst("item 1 ", "item zanzibar "));
        Files.createDirectories(items.resolve(".dm/fresh"));
        String meta = Files.readString(items.resolve(".dm/e3/meta.content.json"));
        Files.writeString(
                items.resolve(".dm/fresh/meta.content.json"),
                meta.replace("\"e3\"", "\"fresh\"").replace("e3.json", "fresh.json"));
        Files.copy(items.resolve("e3.json"), items.resolve("fresh.json"));
        Files.delete(items.resolve(".dm/e2/meta.content.json"));
        Files.delete(items.resolve(".dm/e2"));
        Files.delete(items.resolve("e2.json"));
        assertThat(total("zanzibar")).isZero();
        assertThat(total("@shortname:fresh")).isZero();
        Reply begun = reindex(Map.of("space_name", "bench", "changed", true)).expect(200);
        assertThat(begun.json().at("/attributes/space_name").asText()).isEqualTo("bench");
        await("a look through", () -> !isRunning());
        JsonNode done = progress();
        Map<String, Object> counts = new HashMap<>();
        List.of("state", "written", "removed")
                .forEach(name -> counts.put(name, done.get(name).asText()));
        assertThat(counts).isEqualTo(Map.of("state", "done", "written", "2", "removed", "1"));
        assertThat(total("zanzibar")).isEqualTo(1);
        assertThat(total("@shortname:fresh")).isEqualTo(1);
        assertThat(total("@shortname:e2")).isZero();
        assertThat(total("@resource_type:content")).isEqualTo(ENTRIES + 2);
    }

    @Test
    @Order(3)
    void onlyAdministrators() throws IOException {
        Map<String, Object> user = Map.of("password", "Blue-Whale-77", "roles", List.of());
        Map<String, Object> record =
                Map.of("resource_type", "user", "subpath", "users", "shortname", "omar", "attributes", user);
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "management", "request_type", "create", "records", List.of(record)))
                .expect(200);
        Http stranger = server.http().login("omar", "Blue-Whale-77");
        stranger.post("/admin/reindex", Map.of()).expectError(401, 401);
        stranger.get("/admin/reindex").expectError(401, 401);
        server.http().post("/admin/reindex", Map.of()).expectError(401, 49);
        reindex(Map.of("space_name", "nospace")).expectError(400, 203);
        reindex(Map.of("space_name", "management")).expect(200);
        await("a small run", () -> progress().get("state").asText().equals("done"));
        assertThat(progress().get("written").asInt()).isGreaterThan(5);
    }

    /** As after a move of the files to another machine; what a build does beside traffic is looked at above. */
    @Test
    @Order(4)
    void aMissingIndexIsBuiltAnewAndReadySaysSo() throws IOException {
        server.stop();
        try (Stream<Path> files = Files.walk(server.data().resolve("index"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        server.start();
        Reply ready = server.http().get("/health/ready").expect(200);
        assertThat(ready.json().at("/attributes/checks/index").asText()).isEqualTo("warn");
        await("a new index", () -> indexState().equals("ok"));
        admin = server.http().admin();
        assertThat(total("@resource_type:content")).isEqualTo(ENTRIES + 2);
        assertThat(total("zanzibar")).isEqualTo(1);
    }
}
