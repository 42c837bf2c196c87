package cc.dmart.httptests;

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

/** What tests ask and do on a server whose plugins they watch. For one thread. */
public final class PluginWatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Server server;
    private final Http admin;

    /** Watches as this administrator. */
    public PluginWatch(Server server, Http admin) {
        this.server = server;
        this.admin = admin;
    }

    static Map<String, Object> record(String type, String subpath, String name, Object attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    static Map<String, Object> user(String name) {
        return record(
                "user",
                "/users",
                name,
                Map.of("is_active", true, "password", Server.ADMIN_PASSWORD, "displayname", Map.of("en", name)));
    }

    JsonNode request(String kind, String space, Object record) {
        Map<String, Object> body = Map.of("space_name", space, "request_type", kind, "records", List.of(record));
        return admin.post("/managed/request", body)
                .expect(200)
                .json()
                .path("records")
                .path(0);
    }

    /** Looks until there is something. @throws AssertionError if there is nothing in time */
    public static <T> T await(String what, Supplier<T> look) {
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

    List<String> names(String space, String subpath, String type) {
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

    static List<JsonNode> lines(Path file) {
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

    /** What {@code /info/plugins} says of a plugin; missing if it is not there. */
    public JsonNode plugin(String name) {
        for (JsonNode record : admin.get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals(name)) {
                return record.path("attributes");
            }
        }
        return JSON.missingNode();
    }

    /** Whether a plugin is active. */
    public boolean active(String name) {
        return plugin(name).path("is_active").asBoolean();
    }

    /** Drops a plugin of {@code plugins/optional}. */
    public void drop(String optional) throws IOException {
        Path jar = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"))
                .resolve("plugins/optional/cc.dmart.plugin." + optional + ".jar");
        Path part = server.plugins().resolve(optional + ".part");
        Files.copy(jar, part);
        Files.move(part, server.plugins().resolve(optional + ".jar"));
    }

    Boolean active(String name, String source) {
        JsonNode plugin = plugin(name);
        boolean ours = plugin.path("source").asText().equals(source);
        boolean active = ours && plugin.path("is_active").asBoolean();
        return active ? true : null;
    }
}
