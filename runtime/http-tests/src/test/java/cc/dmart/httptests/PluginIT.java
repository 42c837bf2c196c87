package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example plugin is dropped into the running server, replaced under load, and taken away. */
class PluginIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 4;
    private static final int UPDATES = 10_000;
    private static final int KILLS = 3;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NOWHERE =
            "{\"type\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"filters\":{\"subpaths\":[\"nowhere\"],"
                    + "\"resource_types\":[],\"schema_shortnames\":[\"__ALL__\"],\"actions\":[\"update\"]}}";

    @TempDir
    Path folder;

    private Path events() {
        return folder.resolve("events.jsonl");
    }

    /** What the listener of the plugin wrote. */
    private List<JsonNode> heard() {
        List<JsonNode> out = new ArrayList<>();
        try {
            if (Files.exists(events())) {
                for (String line : Files.readAllLines(events())) {
                    out.add(JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out;
    }

    private static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in " + limit + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void drop(Server server, String version) throws IOException {
        ExampleJar.drop(ExampleJar.built(), server, version);
    }

    private static Map<String, Object> request(
            String kind, String type, String subpath, String name, Object attributes) {
        return Map.of(
                "space_name",
                "shop",
                "request_type",
                kind,
                "records",
                List.of(record(type, subpath, name, attributes)));
    }

    private static Map<String, Object> record(String type, String subpath, String name, Object attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static void seed(Http admin) {
        admin.post("/managed/request", request("create", "space", "/", "shop", Map.of("is_active", true)))
                .expect(200);
        admin.post("/managed/request", request("create", "folder", "/", "items", Map.of("is_active", true)))
                .expect(200);
        for (int i = 0; i < CLIENTS; i++) {
            admin.post("/managed/request", request("create", "content", "/items", "e" + i, Map.of("is_active", true)))
                    .expect(200);
        }
    }

    private static List<String> plugins(Http admin) {
        List<String> out = new ArrayList<>();
        admin.get("/info/manifest").expect(200).json().at("/attributes/plugins").forEach(p -> out.add(p.asText()));
        return out;
    }

    @Test
    void comesIsReplacedUnderLoadAndGoes() throws Exception {
        try (Server server = Server.in(folder)
                .with("EXAMPLE_PLUGIN_OUT", events().toString())
                .start()) {
            Http admin = server.http().admin();
            seed(admin);
            drop(server, "1.0.0");
            await(
                    "the plugin is active",
                    Duration.ofSeconds(10),
                    () -> plugins(admin).contains("example"));
            admin.post("/managed/request", request("update", "content", "/items", "e0", Map.of("tags", List.of("a"))))
                    .expect(200);
            await("the next event", Duration.ofSeconds(3), () -> heard().size() == 1);
            refuses(admin);
            await("the two that were not refused", SOON, () -> heard().size() == 3);
            underLoad(server, admin);
            alters(admin);
            acts(admin);
            Files.delete(server.plugins().resolve("example.jar"));
            await(
                    "the plugin is gone",
                    Duration.ofSeconds(10),
                    () -> !plugins(admin).contains("example"));
        }
    }

    /** The record of the veto fails with the plugin's code and message, the others are stored (A6). */
    private static void refuses(Http admin) {
        Object refused = Map.of("is_active", true, "tags", List.of("refused_by_example"));
        List<Object> records = List.of(
                record("content", "/items", "before_it", Map.of("is_active", true)),
                record("content", "/items", "refused", refused),
                record("content", "/items", "after_it", Map.of("is_active", true)));
        JsonNode failed = admin.post(
                        "/managed/request", Map.of("space_name", "shop", "request_type", "create", "records", records))
                .expectError(400, 430)
                .json()
                .at("/error/info/0/failed/0");
        admin.get("/managed/entry/content/shop/items/before_it").expect(200);
        admin.get("/managed/entry/content/shop/items/after_it").expect(200);
        assertThat(failed.path("error_code").asInt()).isEqualTo(402);
        assertThat(failed.path("error").asText()).contains("example plugin");
        admin.get("/managed/entry/content/shop/items/refused").expect(404);
    }

    /** What a hook leaves of a request is stored, if it is valid (A7 has what is not). */
    private static void alters(Http admin) {
        create(
                admin,
                "schema",
                "/schema",
                "order_line",
                payload("meta_schema", Map.of("title", "line", "type", "object")));
        Object line = payload("order_line", Map.of("price", 3, "quantity", 4, "total", 1));
        create(admin, "content", "/items", "line", line);
        assertThat(body(admin, "/items", "line").path("total").asInt()).isEqualTo(12);
    }

    /** An action that a workflow names has been performed when the transition is answered. */
    private static void acts(Http admin) {
        Object taken = Map.of("action", "take", "state", "taken", "actions", List.of("receipt"));
        List<?> states = List.of(Map.of("state", "new", "next", List.of(taken)), Map.of("state", "taken"));
        create(admin, "content", "/workflows", "flow", payload("", Map.of("initial_state", "new", "states", states)));
        create(admin, "ticket", "/items", "t1", Map.of("is_active", true, "workflow_shortname", "flow"));
        admin.put("/managed/progress-ticket/shop/items/t1/take", Map.of()).expect(200);
        JsonNode receipt = body(admin, "/receipts", "t1_taken");
        assertThat(receipt.path("ticket").asText()).isEqualTo("/items/t1");
        assertThat(receipt.path("by").asText()).isEqualTo("dmart");
    }

    private static void create(Http admin, String type, String subpath, String name, Object attributes) {
        admin.post("/managed/request", request("create", type, subpath, name, attributes))
                .expect(200);
    }

    private static Object payload(String schema, Object body) {
        Map<String, Object> payload = new HashMap<>(Map.of("content_type", "json", "body", body));
        if (!schema.isEmpty()) {
            payload.put("schema_shortname", schema);
        }
        return Map.of("is_active", true, "payload", payload);
    }

    private static JsonNode body(Http admin, String subpath, String name) {
        return admin.get("/managed/entry/content/shop" + subpath + "/" + name + "?retrieve_json_payload=true")
                .expect(200)
                .json()
                .at("/payload/body");
    }

    /**
     * 10,000 updates while the jar is replaced five times, and a webhook and a configuration come, change and go: no request fails,
     * all is heard, each entry in order (A2).
     */
    private void underLoad(Server server, Http admin) throws Exception {
        int before = heard().size();
        AtomicBoolean replaced = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                String name = "e" + c;
                running.add(clients.submit(() -> {
                    while (done.get() < UPDATES || !replaced.get()) {
                        Map<String, Object> change = Map.of("displayname", Map.of("en", "version " + done.get()));
                        admin.post("/managed/request", request("update", "content", "/items", name, change))
                                .expect(200);
                        done.incrementAndGet();
                    }
                }));
            }
            replace(server, admin);
            replaced.set(true);
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            end(clients);
        }
        await("all events", Duration.ofSeconds(60), () -> distinct(before).size() >= done.get());
        assertThat(distinct(before)).hasSize(done.get());
        ordered(distinct(before));
        int doubles = heard().size() - before - done.get();
        assertThat(doubles).as("only what was in flight may come twice").isLessThanOrEqualTo(5 * 64);
    }

    private static void end(ExecutorService clients) throws InterruptedException {
        clients.shutdownNow();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    /** The jar five times, with a webhook and a configuration that are there every other time. */
    private void replace(Server server, Http admin) throws IOException {
        int own = ordinal(server, admin);
        for (int i = 1; i <= 5; i++) {
            String version = "1.0." + i;
            boolean there = i % 2 != 0;
            int ordinal = there ? i : own;
            drop(server, version);
            if (there) {
                Definitions.write(server, "nowhere", NOWHERE);
                Definitions.write(server, "example", "{\"ordinal\":" + i + "}");
            } else {
                Definitions.remove(server, "nowhere");
                Definitions.remove(server, "example");
            }
            await(version, SOON, () -> lastVersion().equals(version));
            await("webhook " + there, SOON, () -> plugins(admin).contains("nowhere") == there);
            await("ordinal " + ordinal, SOON, () -> ordinal(server, admin) == ordinal);
        }
    }

    private static int ordinal(Server server, Http admin) {
        return new PluginWatch(server, admin)
                .plugin("example")
                .at("/listeners/0/ordinal")
                .asInt(-1);
    }

    private static void ordered(List<JsonNode> events) {
        Map<String, Long> last = new HashMap<>();
        for (JsonNode event : events) {
            long seq = event.path("seq").asLong();
            Long earlier = last.put(event.path("shortname").asText(), seq);
            assertThat(earlier == null ? 0 : earlier).isLessThan(seq);
        }
    }

    /** The version of the jar that wrote the last line. */
    private String lastVersion() {
        try (RandomAccessFile file = new RandomAccessFile(events().toFile(), "r")) {
            long from = Math.max(0, file.length() - 2000);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            String[] lines = new String(tail, StandardCharsets.UTF_8).split("\n");
            return JSON.readTree(lines[lines.length - 1]).path("version").asText();
        } catch (IOException e) {
            return ""; // a line that is being written
        }
    }

    /** Whatever kills interrupt: every acknowledged change is heard, each entry in order, and nothing that did not happen (A3). */
    @Test
    void nothingIsLostOrInventedByKills() throws Exception {
        try (Server server = Server.in(folder).with("EXAMPLE_PLUGIN_OUT", events().toString())) {
            Definitions.write(server, "audit", "{\"attributes\":{\"hash_chain\":true}}");
            server.start();
            Http admin = server.http().admin();
            seed(admin);
            drop(server, "1.0.0");
            await("active", Duration.ofSeconds(10), () -> plugins(admin).contains("example"));
            Set<String> created = ConcurrentHashMap.newKeySet();
            AtomicInteger updated = new AtomicInteger();
            for (int round = 1; round <= KILLS; round++) {
                killWhileChanging(server, admin, round * 400, updated, created);
                server.start();
            }
            Map<String, Long> committed = new HashMap<>();
            for (int c = 0; c < CLIENTS; c++) {
                Path history = server.spaces().resolve("shop/items/.dm/e" + c + "/history.jsonl");
                committed.put("e" + c, (long) Files.readAllLines(history).size());
            }
            assertThat(committed.values().stream().mapToLong(n -> n).sum()).isGreaterThanOrEqualTo(updated.get());
            await("all that happened is heard", Duration.ofSeconds(30), () -> counts().equals(committed));
            ordered(distinct(0));
            assertThat(heardOf("create"))
                    .containsAll(created)
                    .allSatisfy(name -> assertThat(server.spaces().resolve("shop/items/.dm/" + name))
                            .exists());
            server.stop();
            assertThat(AuditChain.names(server)).containsAll(created).containsAll(committed.keySet());
        }
    }

    private static void killWhileChanging(
            Server server, Http admin, int enough, AtomicInteger updated, Set<String> created)
            throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int c = 0; c < CLIENTS; c++) {
                String name = "e" + c;
                Future<?> unused = clients.submit(() -> change(admin, name, updated, created));
            }
            await("updates", Duration.ofSeconds(60), () -> updated.get() > enough);
            server.kill9();
        } finally {
            end(clients);
        }
    }

    /** Updates its entry and now and then creates one, until the server dies. */
    private static Object change(Http admin, String name, AtomicInteger updated, Set<String> created) {
        for (int i = 0; ; i++) {
            Map<String, Object> change = Map.of("displayname", Map.of("en", "v" + i + " " + updated.get()));
            admin.post("/managed/request", request("update", "content", "/items", name, change))
                    .expect(200);
            updated.incrementAndGet();
            if (i % 10 == 0) {
                String fresh = name + "_" + updated.get() + "_" + created.size();
                admin.post("/managed/request", request("create", "content", "/items", fresh, Map.of("is_active", true)))
                        .expect(200);
                created.add(fresh);
            }
        }
    }

    private Set<String> heardOf(String action) {
        Set<String> out = new HashSet<>();
        distinct(0).stream()
                .filter(e -> e.path("action").asText().equals(action)
                        && e.path("subpath").asText().equals("/items"))
                .forEach(e -> out.add(e.path("shortname").asText()));
        return out;
    }

    private Map<String, Long> counts() {
        Map<String, Long> out = new HashMap<>();
        distinct(0).stream()
                .filter(e -> e.path("action").asText().equals("update"))
                .forEach(e -> out.merge(e.path("shortname").asText(), 1L, Long::sum));
        return out;
    }

    private List<JsonNode> distinct(int from) {
        List<JsonNode> all = heard();
        Set<String> ids = new HashSet<>();
        return all.subList(from, all.size()).stream()
                .filter(e -> ids.add(e.path("event_id").asText()))
                .toList();
    }
}
