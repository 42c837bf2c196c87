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

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static Http ed;

    @BeforeAll
    static void start() {
        server = Server.in(folder).with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0").start();
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
        server.http().post("/admin/explain", question("view", "blue", Map.of())).expectError(401, 49);
        admin.post("/admin/explain", Map.of("user", "ed", "action", "fly", "space_name", "shop", "subpath", "/"))
                .expectError(422, 424);
        admin.post("/admin/explain", Map.of("user", "ed")).expectError(422, 424);
    }
}
