package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators ask of a running server: explanations, metrics, health ({@code plugins-events.md} 2.7, 2.8). */
class OperatorsIT {
    private static final String PASSWORD = "Good4Enough";
    private static final String SERVICE_TOKEN = "0123456789-0123456789-0123456789";

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static Http ed;

    @BeforeAll
    static void start() {
        server = Server.in(folder)
                .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                .with("DMART_SERVICE_TOKEN", SERVICE_TOKEN)
                .start();
        admin = server.http().admin();
        create("management", "permissions", "permission", "edit_pens", permission());
        create("management", "roles", "role", "editor", Map.of("is_active", true, "permissions", List.of("edit_pens")));
        create("management", "users", "user", "ed", user());
        create("shop", "/", "space", "shop", Map.of("is_active", true));
        create("shop", "/", "folder", "pens", Map.of("is_active", true));
        create("shop", "pens", "content", "blue", Map.of("is_active", true));
        ed = server.http().login("ed", PASSWORD);
    }

    private static Map<String, Object> permission() {
        return Map.of(
                "is_active",
                true,
                "subpaths",
                Map.of("shop", List.of("pens")),
                "resource_types",
                List.of("content"),
                "actions",
                List.of("view", "update"),
                "conditions",
                List.of(),
                "restricted_fields",
                List.of("payload.body.cost"));
    }

    private static Map<String, Object> user() {
        return Map.of("is_active", true, "roles", List.of("editor"), "password", PASSWORD);
    }

    private static void create(String space, String subpath, String type, String name, Map<String, Object> attributes) {
        Map<String, Object> record =
                Map.of("resource_type", type, "shortname", name, "subpath", subpath, "attributes", attributes);
        admin.post(
                        "/managed/request",
                        Map.of("space_name", space, "request_type", "create", "records", List.of(record)))
                .expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, Object> question(String action, String name, Map<String, Object> attributes) {
        return Map.of(
                "user",
                "ed",
                "action",
                action,
                "space_name",
                "shop",
                "subpath",
                "/pens",
                "shortname",
                name,
                "resource_type",
                "content",
                "attributes",
                attributes);
    }

    @Test
    void explain() {
        JsonNode told = admin.post("/admin/explain", question("view", "blue", Map.of()))
                .expect(200)
                .json()
                .get("attributes");
        assertThat(told.get("allowed").asBoolean()).isTrue();
        assertThat(told.get("reason").asText())
                .isEqualTo("Permission edit_pens of role editor allows view by shop:pens:content.");
        assertThat(told.at("/deciding/roles").toString()).isEqualTo("[\"editor\"]");
        assertThat(told.at("/roles/editor").asText()).isEqualTo("account");
        assertThat(told.at("/entry/found").asBoolean()).isTrue();
        assertThat(told.at("/entry/owner_shortname").asText()).isEqualTo("dmart");
        Map<String, Object> cost = Map.of("payload", Map.of("body", Map.of("cost", 1)));
        JsonNode refused = admin.post("/admin/explain", question("update", "blue", cost))
                .expect(200)
                .json()
                .get("attributes");
        assertThat(refused.get("allowed").asBoolean()).isFalse();
        assertThat(refused.get("ground").asText()).isEqualTo("refused");
        assertThat(refused.at("/deciding/refusal").asText()).isEqualTo("field");
        assertThat(refused.at("/deciding/detail").asText()).isEqualTo("payload.body.cost");
    }

    @Test
    void explainIsForAdministrators() {
        ed.post("/admin/explain", question("view", "blue", Map.of())).expectError(401, 401);
        ed.post("/admin/explain", Map.of()).expectError(401, 401);
        server.http().post("/admin/explain", question("view", "blue", Map.of())).expectError(401, 49);
        admin.post("/admin/explain", Map.of("user", "ed", "action", "fly", "space_name", "shop", "subpath", "/"))
                .expectError(422, 424);
        admin.post("/admin/explain", Map.of("user", "ed")).expectError(422, 424);
    }

    @Test
    void healthChecksAreLinesOfReadiness() {
        JsonNode checks = server.http().get("/health/ready").expect(200).json().at("/attributes/checks");
        for (String name :
                List.of("storage", "index", "auth", "core", "journal", "listeners", "plugins", "index_lag")) {
            assertThat(checks.path(name).asText()).as(name).isEqualTo("ok");
        }
        assertThat(checks.path("disk").asText()).isIn("ok", "warn");
    }

    @Test
    void metricsAreForAdministratorsAndServices() {
        assertThat(admin.get("/metrics").expect(200).header("Content-Type"))
                .startsWith("text/plain;")
                .contains("version=0.0.4");
        server.http().withToken(SERVICE_TOKEN).get("/metrics").expect(200);
        server.http().withToken(SERVICE_TOKEN).get("/admin/reindex").expectError(401, 47);
        server.http().withToken(SERVICE_TOKEN.substring(1)).get("/metrics").expectError(401, 47);
        ed.get("/metrics").expectError(401, 401);
        server.http().get("/metrics").expectError(401, 49);
    }

    @Test
    void metricsOfEveryPart() {
        String entry = "method=\"GET\",route=\"/managed/entry/{resource_type}/{space_name}/{subpath}/{shortname}\"";
        admin.get("/managed/entry/content/shop/pens/blue").expect(200);
        admin.get("/managed/entry/content/shop/pens/none").expect(404);
        admin.get("/nowhere/at/all").expect(422);
        String before = admin.get("/metrics").expect(200).text();
        admin.get("/managed/entry/content/shop/pens/blue").expect(200);
        admin.get("/managed/entry/content/shop/pens/blue").expect(200);
        String after = admin.get("/metrics").expect(200).text();
        String reads = "dmart_http_requests_total{" + entry + ",status=\"200\"}";
        assertThat(value(after, reads)).isEqualTo(value(before, reads) + 2);
        String count = "dmart_http_request_seconds_count{" + entry + "}";
        assertThat(value(after, count)).isEqualTo(value(before, count) + 2);
        assertThat(value(after, "dmart_http_request_seconds_bucket{" + entry + ",le=\"+Inf\"}"))
                .isEqualTo(value(after, count));
        assertThat(value(after, "dmart_http_requests_total{" + entry + ",status=\"404\"}"))
                .isGreaterThanOrEqualTo(1);
        assertThat(value(after, "dmart_http_requests_total{method=\"any\",route=\"other\",status=\"422\"}"))
                .isGreaterThanOrEqualTo(1);
        String metrics = "dmart_http_requests_total{method=\"GET\",route=\"/metrics\",status=\"200\"}";
        assertThat(value(after, metrics)).isGreaterThanOrEqualTo(1);
        assertThat(value(after, "dmart_http_requests_running")).isGreaterThanOrEqualTo(1);
        assertThat(value(after, "dmart_journal_last_seq")).isGreaterThanOrEqualTo(6);
        assertThat(value(after, "dmart_index_lag")).isZero();
        assertThat(value(after, "dmart_index_documents")).isGreaterThanOrEqualTo(6);
        assertThat(value(after, "dmart_storage_state{state=\"ok\"}")).isEqualTo(1);
        assertThat(value(after, "dmart_storage_journal_forces_total")).isGreaterThanOrEqualTo(6);
        assertThat(value(after, "dmart_storage_cache_hits_total")).isGreaterThanOrEqualTo(2);
        assertThat(value(after, "dmart_storage_spaces_free_bytes")).isGreaterThan(0);
        assertThat(value(after, "dmart_sessions")).isGreaterThanOrEqualTo(2);
        assertThat(value(after, "dmart_locks")).isZero();
        assertThat(value(after, "dmart_plugins{state=\"active\"}")).isGreaterThanOrEqualTo(0);
        assertThat(value(after, "jvm_memory_used_bytes{area=\"heap\"}")).isGreaterThan(1 << 20);
        assertThat(value(after, "jvm_threads")).isGreaterThan(5);
        assertThat(value(after, "process_cpu_seconds_total")).isGreaterThan(0);
    }

    private static double value(String text, String sample) {
        return text.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample + " in\n" + text));
    }
}
