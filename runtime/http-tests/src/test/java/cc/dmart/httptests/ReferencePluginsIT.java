package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins that come with the server do their work in it ({@code plugins-events.md} 3). */
class ReferencePluginsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;

    @BeforeAll
    static void start() {
        server = Server.in(folder).start();
        admin = server.http().admin();
        request("create", "personal", record("space", "/", "personal", Map.of("is_active", true)));
        request("create", "shop", record("space", "/", "shop", Map.of("is_active", true)));
        request("create", "shop", record("folder", "/", "pens", Map.of("is_active", true)));
        request("create", "management", user("lina"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, Object> record(String type, String subpath, String name, Object attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static Map<String, Object> user(String name) {
        return record(
                "user",
                "/users",
                name,
                Map.of("is_active", true, "password", Server.ADMIN_PASSWORD, "displayname", Map.of("en", name)));
    }

    private static JsonNode request(String kind, String space, Object record) {
        Map<String, Object> body = Map.of("space_name", space, "request_type", kind, "records", List.of(record));
        return admin.post("/managed/request", body)
                .expect(200)
                .json()
                .path("records")
                .path(0);
    }

    private static <T> T await(String what, Supplier<T> look) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (T found = look.get(); ; found = look.get()) {
            if (found != null) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not in " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static List<String> names(String space, String subpath, String type) {
        Map<String, Object> query = Map.of(
                "type", "subpath", "space_name", space, "subpath", subpath, "filter_types", List.of(type), "limit", 50);
        List<String> out = new ArrayList<>();
        admin.post("/managed/query", query)
                .expect(200)
                .json()
                .path("records")
                .forEach(r -> out.add(r.path("shortname").asText()));
        return out;
    }

    private static List<JsonNode> lines(Path file) {
        try {
            List<JsonNode> out = new ArrayList<>();
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                out.add(JSON.readTree(line));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode plugin(String name) {
        for (JsonNode record : admin.get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals(name)) {
                return record.path("attributes");
            }
        }
        return JSON.missingNode();
    }

    @Test
    void whatComesWithTheServerIsThereAndGranted() {
        JsonNode audit = plugin("audit");
        assertThat(audit.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(audit.path("source").asText()).isEqualTo("shipped/audit");
        assertThat(audit.path("grants").toString()).contains("always_active");
        assertThat(audit.path("problems")).isEmpty();
    }

    @Test
    void aNewSpaceHasAFolderForSchemasWhenTheRequestIsAnswered() {
        request("create", "depot", record("space", "/", "depot", Map.of("is_active", true)));
        JsonNode made = admin.get("/managed/entry/folder/depot/__root__/schema")
                .expect(200)
                .json();
        assertThat(made.path("owner_shortname").asText()).isEqualTo("dmart");
        assertThat(server.spaces().resolve("depot/schema/.dm/meta.folder.json")).exists();
    }

    @Test
    void whereTheSpaceDoesNotNameThePluginNothingIsMade() {
        Object without = Map.of("active_plugins", List.of("action_log"));
        Object with = Map.of("active_plugins", List.of("action_log", "resource_folders_creation"));
        request("update", "management", record("space", "/", "management", without));
        request("create", "management", user("nobodys"));
        request("update", "management", record("space", "/", "management", with));
        request("create", "management", user("somebodys"));
        assertThat(names("personal", "/people", "folder")).contains("somebodys").doesNotContain("nobodys");
    }

    @Test
    void aNewAccountHasItsFoldersWhenTheRequestIsAnswered() {
        assertThat(names("personal", "/people", "folder")).contains("lina");
        assertThat(names("personal", "/people/lina", "folder"))
                .containsExactlyInAnyOrder("notifications", "private", "protected", "public", "inbox", "messages");
    }

    @Test
    void everyChangeIsALineOfTheAuditLogAndSilentOnesAreNot() {
        JsonNode made = request("create", "shop", record("content", "/pens", "red", Map.of("is_active", true)));
        request("update", "shop", record("content", "/pens", "red", Map.of("tags", List.of("new"))));
        Path log = server.data().resolve("log/audit.jsonl");
        JsonNode line = await(
                "a line of the update",
                () -> lines(log).stream()
                        .filter(l -> l.path("action").asText().equals("update")
                                && l.path("shortname").asText().equals("red"))
                        .findFirst()
                        .orElse(null));
        assertThat(line.path("event").asText()).isEqualTo("change");
        assertThat(line.path("actor").asText()).isEqualTo("dmart");
        assertThat(line.path("space_name").asText()).isEqualTo("shop");
        assertThat(line.path("subpath").asText()).isEqualTo("/pens");
        assertThat(line.path("entry_uuid").asText()).isEqualTo(made.path("uuid").asText());
        assertThat(line.path("changed").toString()).contains("tags");
        assertThat(lines(log))
                .noneMatch(l -> l.path("shortname").asText().equals("notifications"))
                .anyMatch(l -> l.path("shortname").asText().equals("lina")
                        && l.path("action").asText().equals("create"));
        assertThat(log).content().doesNotContain(Server.ADMIN_PASSWORD);
    }

    @Test
    void aDroppedJarTakesThePlaceOfTheOneThatCameWithTheServer() throws IOException {
        Path shipped = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"))
                .resolve("plugins/cc.dmart.plugin.audit.jar");
        Path dropped = server.plugins().resolve("audit.jar");
        Files.copy(shipped, server.plugins().resolve("audit.part"));
        Files.move(server.plugins().resolve("audit.part"), dropped);
        await("the dropped one", () -> active("audit", "audit.jar"));
        assertThat(plugin("audit").path("grants").toString()).contains("impersonate"); // known by its sum
        Files.delete(dropped);
        await("the shipped one again", () -> active("audit", "shipped/audit"));
    }

    private static Boolean active(String name, String source) {
        JsonNode plugin = plugin(name);
        boolean ours = plugin.path("source").asText().equals(source);
        boolean active = ours && plugin.path("is_active").asBoolean();
        return active ? true : null;
    }
}
