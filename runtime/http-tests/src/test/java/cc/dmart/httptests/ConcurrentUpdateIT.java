package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many writers of one entry: nothing is lost, and a stated precondition lets exactly one of them win. */
class ConcurrentUpdateIT {
    private static final int WRITERS = 8;
    private static final int UPDATES = 20;

    @TempDir
    static Path folder;

    private static Server server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = Server.in(folder).start();
        http = server.http().admin();
        request("create", Map.of("resource_type", "space", "subpath", "/", "shortname", "race", "attributes", Map.of()))
                .expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noUpdateIsLost() throws Exception {
        create("shared");
        List<Callable<Void>> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            String field = "w" + w;
            writers.add(() -> {
                for (int i = 1; i <= UPDATES; i++) {
                    update("shared", Map.of("payload", body(Map.of(field, i)))).expect(200);
                }
                return null;
            });
        }
        run(writers);

        JsonNode stored = entry("shared").at("/payload/body");
        for (int w = 0; w < WRITERS; w++) {
            assertThat(stored.path("w" + w).asInt()).as("writer %s", w).isEqualTo(UPDATES);
        }
        Path history = server.spaces().resolve("race/.dm/shared/history.jsonl");
        assertThat(Files.readAllLines(history)).hasSize(WRITERS * UPDATES);
    }

    @RepeatedTest(10)
    void ofSeveralWithTheSamePreconditionOneWins() throws Exception {
        String name = "guarded" + System.nanoTime();
        create(name);
        String version = entry(name).path("last_checksum_history").asText();
        assertThat(version).isNotEmpty();
        List<Callable<Reply>> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            Map<String, Object> attributes =
                    Map.of("last_checksum_history", version, "payload", body(Map.of("winner", w)));
            writers.add(() -> update(name, attributes));
        }
        List<Reply> replies = run(writers);

        assertThat(replies).filteredOn(r -> r.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(r -> r.status() != 200).allSatisfy(r -> {
            assertThat(r.status()).isEqualTo(400);
            assertThat(r.json().at("/error/code").asInt()).isEqualTo(430);
            assertThat(r.json().at("/error/info/0/failed/0/error_code").asInt()).isEqualTo(409);
            assertThat(r.json().at("/error/info/0/failed/0/record").asText()).isEqualTo(name);
        });
        int winner = replies.indexOf(
                replies.stream().filter(r -> r.status() == 200).findFirst().orElseThrow());
        assertThat(entry(name).at("/payload/body/winner").asInt()).isEqualTo(winner);
    }

    @Test
    void ofSeveralCreatesOfOneNameOneWins() throws Exception {
        List<Callable<Reply>> creators = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            Map<String, Object> record = Map.of(
                    "resource_type",
                    "content",
                    "subpath",
                    "/",
                    "shortname",
                    "once",
                    "attributes",
                    Map.of("payload", body(Map.of("by", w))));
            creators.add(() -> request("create", record));
        }
        List<Reply> replies = run(creators);
        assertThat(replies).filteredOn(r -> r.status() == 200).hasSize(1);
        assertThat(replies)
                .filteredOn(r -> r.status() != 200)
                .allSatisfy(r -> assertThat(
                                r.json().at("/error/info/0/failed/0/error_code").asInt())
                        .isEqualTo(400));
        int winner = replies.indexOf(
                replies.stream().filter(r -> r.status() == 200).findFirst().orElseThrow());
        assertThat(entry("once").at("/payload/body/by").asInt()).isEqualTo(winner);
    }

    private static void create(String name) {
        request(
                        "create",
                        Map.of(
                                "resource_type",
                                "content",
                                "subpath",
                                "/",
                                "shortname",
                                name,
                                "attributes",
                                Map.of("payload", body(Map.of("n", 0)))))
                .expect(200);
    }

    private static Reply update(String name, Map<String, Object> attributes) {
        return request(
                "update",
                Map.of("resource_type", "content", "subpath", "/", "shortname", name, "attributes", attributes));
    }

    private static Map<String, Object> body(Map<String, Object> body) {
        return Map.of("content_type", "json", "body", body);
    }

    private static Reply request(String type, Map<String, Object> record) {
        return http.post(
                "/managed/request", Map.of("space_name", "race", "request_type", type, "records", List.of(record)));
    }

    private static JsonNode entry(String name) {
        return http.get("/managed/entry/content/race/__root__/" + name + "?retrieve_json_payload=true")
                .expect(200)
                .json();
    }

    private static <T> List<T> run(List<? extends Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
