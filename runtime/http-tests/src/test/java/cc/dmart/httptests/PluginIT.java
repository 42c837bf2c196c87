package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example plugin is dropped into the running server, replaced under load, and taken away. */
class PluginIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 4;

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

    /** Drops the example with a version of our choice: written beside, then renamed. */
    private void drop(Server server, String version) throws IOException {
        Path part = folder.resolve("example.part");
        try (JarFile jar = new JarFile(example().toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(part), manifest)) {
                for (JarEntry entry : java.util.Collections.list(jar.entries())) {
                    if (entry.getName().equals(JarFile.MANIFEST_NAME) || entry.isDirectory()) {
                        continue;
                    }
                    out.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
        Files.move(part, server.plugins().resolve("example.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path example() throws IOException {
        Path target = CHECKOUT.resolve("plugins-dropin/cc.dmart.plugin.example/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "cc.dmart.plugin.example-*.jar")) {
            return jars.iterator().next();
        }
    }

    private static Map<String, Object> request(
            String kind, String type, String subpath, String name, Object attributes) {
        return Map.of(
                "space_name",
                "shop",
                "request_type",
                kind,
                "records",
                List.of(Map.of(
                        "resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes)));
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
            underLoad(server, admin);
            Files.delete(server.plugins().resolve("example.jar"));
            await(
                    "the plugin is gone",
                    Duration.ofSeconds(10),
                    () -> plugins(admin).isEmpty());
        }
    }

    private static void refuses(Http admin) {
        JsonNode failed = admin.post(
                        "/managed/request",
                        request(
                                "create",
                                "content",
                                "/items",
                                "refused",
                                Map.of("is_active", true, "tags", List.of("refused_by_example"))))
                .expectError(400, 430)
                .json()
                .at("/error/info/0/failed/0");
        assertThat(failed.path("error_code").asInt()).isEqualTo(402);
        assertThat(failed.path("error").asText()).contains("example plugin");
        admin.get("/managed/entry/content/shop/items/refused").expect(404);
    }

    /** No request fails, every event is heard at least once, and those of one entry in order. */
    private void underLoad(Server server, Http admin) throws Exception {
        int before = heard().size();
        int each = 150;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            String name = "e" + c;
            running.add(clients.submit(() -> {
                for (int i = 0; i < each; i++) {
                    Map<String, Object> change = Map.of("displayname", Map.of("en", "version " + i));
                    admin.post("/managed/request", request("update", "content", "/items", name, change))
                            .expect(200);
                    LockSupport.parkNanos(20_000_000);
                }
            }));
        }
        for (int i = 1; i <= 2; i++) {
            String version = "1.0." + i;
            drop(server, version);
            await(
                    "version " + version,
                    Duration.ofSeconds(15),
                    () -> heard().stream()
                            .anyMatch(e -> e.path("version").asText().equals(version)));
        }
        for (Future<?> client : running) {
            client.get();
        }
        clients.shutdown();
        await("all events", Duration.ofSeconds(20), () -> distinct(before).size() == CLIENTS * each);
        Map<String, Long> last = new HashMap<>();
        for (JsonNode event : distinct(before)) {
            long seq = event.path("seq").asLong();
            Long earlier = last.put(event.path("shortname").asText(), seq);
            assertThat(earlier == null ? 0 : earlier).isLessThan(seq);
        }
    }

    private List<JsonNode> distinct(int from) {
        List<JsonNode> all = heard();
        Set<String> ids = new HashSet<>();
        return all.subList(from, all.size()).stream()
                .filter(e -> ids.add(e.path("event_id").asText()))
                .toList();
    }
}
