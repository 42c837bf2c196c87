package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.badplugin.BadListener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin whose listeners throw, break, hang or spin changes no response, durable or inline (A5). */
class BadPluginIT {
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Component name, its class, how it is delivered to. */
    private record Component(String name, Class<?> type, String delivery) {}

    private static final List<Component> COMPONENTS = List.of(
            new Component("Throws", BadListener.Throws.class, "durable"),
            new Component("ThrowsInline", BadListener.Throws.class, "inline"),
            new Component("Breaks", BadListener.Breaks.class, "durable"),
            new Component("BreaksInline", BadListener.Breaks.class, "inline"),
            new Component("Hangs", BadListener.Hangs.class, "durable"),
            new Component("HangsInline", BadListener.Hangs.class, "inline"),
            new Component("Spins", BadListener.Spins.class, "durable"));

    @TempDir
    Path folder;

    @Test
    void changesNoResponse() throws IOException {
        Path out = folder.resolve("called");
        try (Server server =
                Server.in(folder).with("BAD_PLUGIN_OUT", out.toString()).start()) {
            Http admin = server.http().admin();
            admin.post("/managed/request", request("create", "space", "/", "shop", Map.of("is_active", true)))
                    .expect(200);
            admin.post("/managed/request", request("create", "folder", "/", "items", Map.of("is_active", true)))
                    .expect(200);
            List<String> without = replies(admin, "quiet");
            jar("1.0.0", COMPONENTS).drop(server);
            await(
                    "the plugin is active",
                    () -> admin.get("/info/manifest").text().contains("bad"));

            assertThat(replies(admin, "loud")).isEqualTo(without);

            for (Component one : COMPONENTS) {
                String name = one.type().getSimpleName();
                await(name + " was called", () -> called(out).contains(name + " "));
            }
            assertThat(replies(admin, "later")).isEqualTo(without);
            admin.get("/health/ready").expect(200);
            recovers(server, admin, out);
            Files.delete(server.plugins().resolve("bad.jar"));
            await(
                    "the plugin is gone",
                    () -> !admin.get("/info/manifest").text().contains("bad"));
            assertThat(server.stop()).isZero();
        }
    }

    /** A listener that ignores interrupts is left alone until its jar is replaced, and then hears what it missed (A5). */
    private static void recovers(Server server, Http admin, Path out) throws IOException {
        await("it is stuck", () -> plugin(admin).path("status").asText().equals("STUCK"));
        JsonNode stuck = listener(admin, "bad.Spins");
        assertThat(stuck.path("state").asText()).isEqualTo("STUCK");
        assertThat(stuck.path("lag").asLong()).isPositive();
        assertThat(plugin(admin).path("problems").toString()).contains("bad.Spins: it ignores interrupts");
        assertThat(listener(admin, "bad.Hangs").path("state").asText()).isEqualTo("ACTIVE");
        assertThat(called(out)).contains("Spins loud0").doesNotContain("Spins later");

        jar("1.0.1", List.of(new Component("Spins", BadListener.Answers.class, "durable")))
                .drop(server);

        await(
                "the other version",
                () -> plugin(admin).path("version").asText().equals("1.0.1")
                        && plugin(admin).path("status").asText().equals("ACTIVE"));
        for (String prefix : List.of("loud", "later")) {
            for (int i = 0; i < ROUNDS; i++) {
                String line = "Answers " + prefix + i + "\n";
                await(line, () -> called(out).contains(line));
            }
        }
        await("no lag", () -> listener(admin, "bad.Spins").path("lag").asLong() == 0);
    }

    private static JsonNode plugin(Http admin) {
        for (JsonNode one : admin.get("/info/plugins").expect(200).json().path("records")) {
            if (one.path("shortname").asText().equals("bad")) {
                return one.path("attributes");
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode listener(Http admin, String name) {
        for (JsonNode one : plugin(admin).path("listeners")) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    /** What a client is told when it makes, changes, reads, finds, and removes entries; names and times left out. */
    private static List<String> replies(Http admin, String prefix) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String name = prefix + i;
            List<Reply> all = List.of(
                    admin.post(
                            "/managed/request",
                            request("create", "content", "/items", name, Map.of("is_active", true))),
                    admin.post(
                            "/managed/request",
                            request("update", "content", "/items", name, Map.of("tags", List.of("a", "b")))),
                    admin.get("/managed/entry/content/shop/items/" + name),
                    admin.post(
                            "/managed/query",
                            Map.of(
                                    "type",
                                    "search",
                                    "space_name",
                                    "shop",
                                    "subpath",
                                    "items",
                                    "filter_shortnames",
                                    List.of(name))),
                    admin.post("/managed/request", request("delete", "content", "/items", name, Map.of())),
                    admin.get("/managed/entry/content/shop/items/" + name));
            all.forEach(reply -> out.add(reply.status() + " " + masked(reply.json(), name)));
        }
        return out;
    }

    private static String masked(JsonNode reply, String name) {
        for (String field : List.of("uuid", "created_at", "updated_at", "last_checksum_history")) {
            reply.findParents(field).forEach(parent -> ((ObjectNode) parent).put(field, "*"));
        }
        return reply.toString().replace(name, "*");
    }

    private static Map<String, Object> request(
            String kind, String type, String subpath, String name, Map<String, Object> attributes) {
        return Map.of(
                "space_name",
                "shop",
                "request_type",
                kind,
                "records",
                List.of(Map.of(
                        "resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes)));
    }

    private static String called(Path out) {
        try {
            return Files.exists(out) ? Files.readString(out) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("not in " + LIMIT + ": " + what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static PluginJar jar(String version, List<Component> components) {
        PluginJar jar = new PluginJar("bad", version);
        for (Component one : components) {
            jar.with(
                    one.name(),
                    one.type(),
                    "cc.dmart.api.plugin.EntryListener",
                    Map.of("dmart.plugin", "bad", "dmart.delivery", one.delivery(), "dmart.timeout.ms", 100L));
        }
        return jar;
    }
}
