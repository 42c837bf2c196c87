package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.badplugin.BadListener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin whose listeners throw, break or hang changes no response, durable or inline. */
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
            new Component("HangsInline", BadListener.Hangs.class, "inline"));

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
            drop(server);
            await(
                    "the plugin is active",
                    () -> admin.get("/info/manifest").text().contains("bad"));

            assertThat(replies(admin, "loud")).isEqualTo(without);

            for (Class<?> type : List.of(BadListener.Throws.class, BadListener.Breaks.class, BadListener.Hangs.class)) {
                await(type.getSimpleName() + " was called", () -> called(out).contains(type.getSimpleName()));
            }
            assertThat(replies(admin, "later")).isEqualTo(without);
            admin.get("/health/ready").expect(200);
            Files.delete(server.plugins().resolve("bad.jar"));
            await(
                    "the plugin is gone",
                    () -> !admin.get("/info/manifest").text().contains("bad"));
            assertThat(server.stop()).isZero();
        }
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

    /** Packs the listeners of the tests into a bundle and drops it. */
    private void drop(Server server) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> descriptions = new ArrayList<>();
        for (Component component : COMPONENTS) {
            String path = "OSGI-INF/" + component.name() + ".xml";
            files.put(path, description(component).getBytes(StandardCharsets.UTF_8));
            descriptions.add(path);
        }
        for (Class<?> type : List.of(
                BadListener.class, BadListener.Throws.class, BadListener.Breaks.class, BadListener.Hangs.class)) {
            String path = type.getName().replace('.', '/') + ".class";
            try (InputStream in = BadListener.class.getResourceAsStream("/" + path)) {
                files.put(path, in.readAllBytes());
            }
        }
        Path part = folder.resolve("bad.part");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(part), manifest(descriptions))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue());
            }
        }
        Files.move(part, server.plugins().resolve("bad.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Manifest manifest(List<String> descriptions) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "bad");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Dmart-Plugin", "bad");
        main.putValue(
                "Import-Package", "cc.dmart.api.model;version=\"[1.0,2)\",cc.dmart.api.plugin;version=\"[1.0,2)\"");
        main.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"");
        main.putValue("Service-Component", String.join(",", descriptions));
        return manifest;
    }

    private static String description(Component component) {
        return """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s">
                  <property name="dmart.plugin" type="String" value="bad"/>
                  <property name="dmart.event.actions" type="String" value="__ALL__"/>
                  <property name="dmart.event.spaces" type="String" value="__ALL__"/>
                  <property name="dmart.event.subpaths" type="String" value="__ALL__"/>
                  <property name="dmart.event.resourceTypes" type="String" value="__ALL__"/>
                  <property name="dmart.event.schemas" type="String" value="__ALL__"/>
                  <property name="dmart.delivery" type="String" value="%s"/>
                  <property name="dmart.timeout.ms" type="Long" value="100"/>
                  <service><provide interface="cc.dmart.api.plugin.EntryListener"/></service>
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(
                        component.name(), component.delivery(), component.type().getName());
    }
}
