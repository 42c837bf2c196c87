package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.badplugin.BadListener;
import cc.dmart.httptests.badplugin.Intruders;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a plugin by {@code /admin/plugins} alone, on a production server, where a jar may nothing before an administrator
 * says so ({@code plugins-events.md} 2.5, 2.7, 2.8).
 */
class AdminPluginsIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final Map<String, Object> NOTHING = Map.of();

    @TempDir
    Path folder;

    private Server server;
    private Http admin;

    @Test
    void aPluginIsUploadedConfiguredGrantedSwitchedAndRemoved() throws IOException {
        try (Server production = Server.in(folder)
                .with("DMART_APP_ENV", "production")
                .with("EXAMPLE_PLUGIN_OUT", folder.resolve("events").toString())
                .start()) {
            server = production;
            admin = server.http().admin();
            request("space", "/", "shop", Map.of("is_active", true)).expect(200);
            for (String name : List.of("items", "others")) {
                request("folder", "/", name, Map.of("is_active", true)).expect(200);
            }
            refusesWhatIsNoPlugin();
            uploaded();
            granted();
            configured();
            restarted();
            switchedOffAndOn();
            fenced();
            hollow();
            removed();
        }
    }

    private void refusesWhatIsNoPlugin() throws IOException {
        for (String name : List.of("", "../x.jar", "x.txt", ".x.jar", "a/b.jar")) {
            upload(name, example()).expectError(400, 402);
        }
        upload("x.jar", "no jar".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .expectError(400, 402);
        upload("x.json", "{".getBytes(java.nio.charset.StandardCharsets.UTF_8)).expectError(400, 402);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(server.plugins())) {
            assertThat(files).isEmpty();
        }
    }

    /** The listener works at once, the hook waits for its grant. */
    private void uploaded() throws IOException {
        upload("example.jar", example()).expect(200);
        await("it is there", () -> plugin().path("problems").toString().contains("it needs the grant before_hooks"));
        assertThat(status()).isEqualTo("UNSATISFIED");
        assertThat(plugin().path("source").asText()).isEqualTo("example.jar");
        assertThat(plugin().path("grants")).isEmpty();
        tagged("items", "i1").expect(200);
        await("the event", () -> heard("i1"));
    }

    private void granted() {
        admin.put("/admin/plugins/example/grants", Map.of("grants", List.of("root")))
                .expectError(400, 402);
        admin.put("/admin/plugins/example/grants", Map.of("grants", "before_hooks"))
                .expectError(400, 402);
        admin.put("/admin/plugins/example/grants", NOTHING).expectError(400, 202);
        admin.put("/admin/plugins/example/grants", Map.of("grants", List.of("before_hooks")))
                .expect(200);
        await("it is active", () -> status().equals("ACTIVE"));
        assertThat(plugin().path("grants").toString()).isEqualTo("[\"before_hooks\"]");
        assertThat(plugin().path("problems")).isEmpty();
        tagged("items", "i2").expectError(400, 430);
    }

    private void configured() {
        for (Object wrong : List.of(
                Map.of("filters", List.of("items")),
                Map.of("filters", Map.of("subpaths", "items")),
                Map.of("is_active", "maybe"),
                Map.of("ordinal", "a"),
                Map.of("attributes", 3),
                List.of())) {
            admin.put("/admin/plugins/example/config", wrong).expectError(422, 424);
        }
        assertThat(server.plugins().resolve("example.json")).doesNotExist();
        for (Object wrong : List.of(Map.of("from_seq", -1), Map.of("from_seq", "1"), Map.of("from", 1))) {
            admin.post("/admin/plugins/example/replay", wrong).expectError(422, 424);
        }
        admin.put("/admin/plugins/example/config", Map.of("filters", Map.of("subpaths", List.of("items"))))
                .expect(200);
        for (JsonNode one : plugin().path("listeners")) {
            assertThat(one.at("/filters/subpaths").toString()).isEqualTo("[\"items\"]");
        }
        tagged("items", "i3").expectError(400, 430);
        tagged("others", "o1").expect(200);
        assertThat(server.plugins().resolve("example.json")).content().contains("items");
    }

    /** What was laid down is laid down after a restart too. */
    private void restarted() {
        server.restart();
        admin = server.http().admin();
        await("it is there again", () -> status().equals("ACTIVE"));
        assertThat(plugin().path("grants").toString()).isEqualTo("[\"before_hooks\"]");
        tagged("items", "i4").expectError(400, 430);
        tagged("others", "o2").expect(200);
    }

    /** A plugin that is off refuses nothing; what happened meanwhile is told when it is on. */
    private void switchedOffAndOn() {
        admin.post("/admin/plugins/example/disable", NOTHING).expect(200);
        assertThat(status()).isEqualTo("DISABLED");
        tagged("items", "i5").expect(200);
        assertThat(heard("i5")).isFalse();
        admin.post("/admin/plugins/example/enable", NOTHING).expect(200);
        await("it is active", () -> status().equals("ACTIVE"));
        await("what it missed", () -> heard("i5"));
        tagged("items", "i6").expectError(400, 430);
        admin.post("/admin/plugins/example/restart", NOTHING).expect(200);
        await("it is active", () -> status().equals("ACTIVE"));
        tagged("items", "i6").expectError(400, 430);
        assertThat(heard("o1") || heard("o2")).isFalse();
    }

    /** Nothing of a plugin stands in for a part of the server or answers where it does not belong. */
    private void fenced() throws IOException {
        Map<String, Object> resource = Map.of("osgi.jakartars.resource", true);
        Map<String, Object> first = Map.of("service.ranking", Integer.MAX_VALUE, "dmart.core", true);
        PluginJar jar = new PluginJar("intruders", "1.0.0")
                .importing("cc.dmart.api.service", "jakarta.ws.rs", "org.slf4j")
                .with("Impostor", Intruders.Impostor.class, "cc.dmart.api.service.Administrators", first)
                .with("Reserved", Intruders.Reserved.class, Intruders.Reserved.class.getName(), resource)
                .with("Foreign", Intruders.Foreign.class, Intruders.Foreign.class.getName(), resource)
                .with("Own", Intruders.Own.class, Intruders.Own.class.getName(), resource);
        upload("intruders.jar", jar.bytes()).expect(200);
        await("its own route", () -> admin.get("/intruders/closed").status() == 200);
        String problems = plugin("intruders").path("problems").toString();
        assertThat(problems)
                .contains("cc.dmart.api.service.Administrators is a part of the server")
                .contains("its path begins with user instead of intruders")
                .contains("its path begins with audit instead of intruders");
        assertThat(plugin("intruders").path("routes").toString())
                .isEqualTo("[\"GET /intruders/closed\",\"GET /intruders/open\"]");
        admin.get("/user/intruder").expectError(422, 230);
        admin.get("/audit").expectError(422, 230);
        request("management", "user", "users", "lina", Map.of("is_active", true, "password", "Test_1234_pass"))
                .expect(200);
        Http lina = server.http().login("lina", "Test_1234_pass");
        lina.post("/admin/plugins/example/disable", NOTHING).expectError(401, 401);

        Http nobody = server.http();
        assertThat(lina.get("/intruders/open").expect(200).text()).isEqualTo("open");
        nobody.get("/intruders/open").expectError(401, 49);
        admin.put("/admin/plugins/intruders/grants", Map.of("grants", List.of("public_routes")))
                .expect(200);
        assertThat(nobody.get("/intruders/open").expect(200).text()).isEqualTo("open");
        nobody.get("/intruders/closed").expectError(401, 49);
        logged(lina);
    }

    /** What a plugin wrote and what was written about it, for administrators, clean, and from where they have read to. */
    private void logged(Http lina) {
        String path = "/admin/plugins/intruders/log";
        Reply all = admin.get(path).expect(200);
        assertThat(all.header("Content-Type")).startsWith("text/event-stream");
        assertThat(all.text())
                .startsWith("retry: 1000\n\nid: ")
                .contains("its path begins with user instead of intruders")
                .contains("opened with token=****** by nobody\n\n")
                .doesNotContain("t0p5ecret");
        String last = all.text().replaceAll("(?s).*\nid: ([0-9]+)\n.*", "$1");
        assertThat(admin.with("Last-Event-ID", last).get(path).expect(200).text())
                .isEqualTo("retry: 1000\n\n");
        assertThat(admin.with("Last-Event-ID", "x").get(path).expect(200).text())
                .isEqualTo(all.text());
        assertThat(admin.get("/admin/plugins/example/log").expect(200).text())
                .contains("Listener example.")
                .doesNotContain("intruders");
        lina.get(path).expectError(401, 401);
        server.http().get(path).expectError(401, 49);
        admin.get("/admin/plugins/nobody/log").expectError(404, 220);
    }

    /** An upgrade that lacks the class of a component gives way to the version before. */
    private void hollow() throws IOException {
        upload("hollow.jar", listening("1.0.0").bytes()).expect(200);
        await("it is active", () -> plugin("hollow").path("status").asText().equals("ACTIVE"));
        upload(
                        "hollow.jar",
                        listening("1.0.1").lacking(BadListener.Answers.class).bytes())
                .expect(200);
        await("it is back", () -> plugin("hollow").path("problems").toString().contains("version 1.0.0 runs again"));
        assertThat(plugin("hollow").path("version").asText()).isEqualTo("1.0.0");
        assertThat(plugin("hollow").path("status").asText()).isEqualTo("ACTIVE");
        server.stop();
        admin = server.start().http().admin(); // the jar in the folder is still the one that does not start
        await(
                "it is back again",
                () -> plugin("hollow").path("problems").toString().contains("version 1.0.0 runs again"));
        assertThat(plugin("hollow").path("version").asText()).isEqualTo("1.0.0");
        assertThat(plugin("hollow").path("status").asText()).isEqualTo("ACTIVE");
        admin.delete("/admin/plugins/hollow").expect(200);
        assertThat(admin.delete("/admin/plugins/hollow/cursors")
                        .expect(200)
                        .json()
                        .at("/attributes/forgotten")
                        .asInt())
                .isEqualTo(1);
        admin.delete("/admin/plugins/hollow/cursors").expectError(404, 220);
    }

    private static PluginJar listening(String version) {
        return new PluginJar("hollow", version)
                .with(
                        "Answers",
                        BadListener.Answers.class,
                        "cc.dmart.api.plugin.EntryListener",
                        Map.of("dmart.plugin", "hollow"));
    }

    private void removed() {
        for (String name : List.of("example", "intruders")) {
            admin.delete("/admin/plugins/" + name).expect(200);
            assertThat(plugin(name).isMissingNode()).as(name + " is gone").isTrue();
            admin.delete("/admin/plugins/" + name).expectError(404, 220);
        }
        assertThat(server.plugins().resolve("example.jar")).doesNotExist();
        assertThat(server.plugins().resolve("example.json")).doesNotExist();
        tagged("items", "i7").expect(200);
        admin.get("/intruders/open").expectError(422, 230);
        admin.delete("/admin/plugins/audit").expectError(400, 402);
    }

    private Reply upload(String name, byte[] bytes) {
        return admin.send(
                "POST", "/admin/plugins?name=" + name, BodyPublishers.ofByteArray(bytes), "application/octet-stream");
    }

    private static byte[] example() throws IOException {
        Path target = CHECKOUT.resolve("plugins-dropin/cc.dmart.plugin.example/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "cc.dmart.plugin.example-*.jar")) {
            return Files.readAllBytes(jars.iterator().next());
        }
    }

    /** Creates content with the tag that the hook of the example refuses. */
    private Reply tagged(String subpath, String name) {
        return request("content", subpath, name, Map.of("is_active", true, "tags", List.of("refused_by_example")));
    }

    private Reply request(String type, String subpath, String name, Map<String, Object> attributes) {
        return request("shop", type, subpath, name, attributes);
    }

    private Reply request(String space, String type, String subpath, String name, Map<String, Object> attributes) {
        Map<String, Object> record =
                Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
        return admin.post(
                "/managed/request", Map.of("space_name", space, "request_type", "create", "records", List.of(record)));
    }

    private boolean heard(String name) {
        try {
            Path events = folder.resolve("events");
            return Files.exists(events) && Files.readString(events).contains("\"shortname\":\"" + name + "\"");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String status() {
        return plugin().path("status").asText();
    }

    private JsonNode plugin() {
        return plugin("example");
    }

    private JsonNode plugin(String name) {
        return new PluginWatch(server, admin).plugin(name);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
