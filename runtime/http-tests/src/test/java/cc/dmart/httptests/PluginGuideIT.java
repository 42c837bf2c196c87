package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first five minutes of {@code docs/plugins.md}, run as written, and what the generated plugin does afterwards (A1). */
class PluginGuideIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."))
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    private static String commands() throws IOException {
        String text = Files.readString(CHECKOUT.resolve("docs/plugins.md"));
        String section =
                text.substring(text.indexOf("## Five minutes"), text.indexOf("## What a plugin may consist of"));
        Matcher block = Pattern.compile("(?s)```sh\\R(.*?)```").matcher(section);
        StringBuilder out = new StringBuilder("set -eu\n");
        while (block.find()) {
            out.append(block.group(1)).append('\n');
        }
        return out.toString();
    }

    private String run(Server server, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString())
                .directory(CHECKOUT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("WORK", folder.resolve("work").toString());
        builder.environment().put("DMART_PLUGINS", server.plugins().toString());
        builder.environment().remove("MAVEN_OPTS");
        Path output = folder.resolve("script.log");
        builder.redirectOutput(output.toFile());
        Process shell = builder.start();
        try {
            boolean ended = shell.waitFor(180, TimeUnit.SECONDS); // the guide waits in loops, which may never end
            String shown = Files.readString(output);
            assertThat(ended).as(shown).isTrue();
            assertThat(shell.exitValue()).as(shown).isZero();
            return shown;
        } finally {
            shell.destroyForcibly();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static JsonNode plugin(Http http) {
        for (JsonNode record : http.get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals("stock_alert")) {
                return record;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void theFirstFiveMinutes() throws Exception {
        try (Server server = Server.in(folder.resolve("server")).start()) {
            Files.createDirectories(folder.resolve("work"));
            String shown = run(
                    server,
                    commands()
                            .replace("the one that was printed", Server.ADMIN_PASSWORD)
                            .replace("localhost:8282", "127.0.0.1:" + server.port()));
            assertThat(shown).contains("\"last\":\"stock//pen\"").contains("\"asked_by\":\"dmart\"");
            Http admin = server.http().admin();
            shows(admin);
            takesConfiguration(server, admin);
            server.http().get("/stock_alert").expectError(401, 49);
            Files.delete(server.plugins().resolve("stock_alert-1.0.0.jar"));
            await("the record is gone", () -> plugin(admin).isEmpty());
            admin.get("/stock_alert").expectError(422, 230);
            assertThat(documented(admin).isMissingNode()).isTrue();
            Reply unknown = admin.get("/never_was_there").expect(422);
            assertThat(admin.get("/stock_alert").text().replace("stock_alert", "x"))
                    .isEqualTo(unknown.text().replace("never_was_there", "x"));
        }
    }

    /** What the OpenAPI document says of the route while the jar is there. */
    private static JsonNode documented(Http http) {
        return http.get("/docs/openapi.json").expect(200).json().path("paths").path("/stock_alert");
    }

    private static void shows(Http admin) {
        JsonNode record = plugin(admin);
        assertThat(record.path("resource_type").asText()).isEqualTo("plugin_wrapper");
        assertThat(record.path("subpath").asText()).isEqualTo("/");
        JsonNode attributes = record.path("attributes");
        assertThat(attributes.path("version").asText()).isEqualTo("1.0.0");
        assertThat(attributes.path("type").asText()).isEqualTo("hook");
        assertThat(attributes.path("is_active").asBoolean()).isTrue();
        assertThat(attributes.path("source").asText()).isEqualTo("stock_alert-1.0.0.jar");
        assertThat(attributes.path("sha256").asText()).hasSize(64);
        assertThat(attributes.path("spi").asText()).startsWith("[1.");
        assertThat(attributes.at("/routes/0").asText()).isEqualTo("GET /stock_alert");
        assertThat(attributes.at("/listeners/0/name").asText()).isEqualTo("stock_alert.Counter");
        assertThat(attributes.at("/listeners/0/delivered").asInt()).isGreaterThanOrEqualTo(1);
        assertThat(attributes.at("/jobs/0/schedule").asText()).isEqualTo("0 * * * *");
        assertThat(attributes.path("problems")).isEmpty();
        assertThat(documented(admin).path("get").path("responses").has("200")).isTrue();
        assertThat(admin.get("/info/manifest").json().at("/attributes/plugins").toString())
                .contains("stock_alert");
        admin.post("/admin/plugins/stock_alert/jobs/Report/run", Map.of()).expect(200);
        await(
                "the run of the job",
                () -> plugin(admin).at("/attributes/jobs/0/runs").size() == 1);
        assertThat(plugin(admin).at("/attributes/jobs/0/runs/0/error").asText()).isEmpty();
    }

    /** The file of the earlier form narrows the filter and reaches the component. */
    private static void takesConfiguration(Server server, Http admin) throws IOException {
        Files.writeString(
                server.plugins().resolve("stock_alert.json"),
                "{\"is_active\":true,\"filters\":{\"actions\":[\"update\"],\"subpaths\":[\"__ALL__\"],"
                        + "\"resource_types\":[],\"schema_shortnames\":[\"__ALL__\"]},\"attributes\":{\"threshold\":9}}");
        await(
                "the filter",
                () -> plugin(admin)
                        .at("/attributes/listeners/0/filters/actions")
                        .toString()
                        .equals("[\"update\"]"));
        assertThat(plugin(admin).at("/attributes/config/threshold").asInt()).isEqualTo(9);
        int before = admin.get("/stock_alert").json().at("/attributes/count").asInt();
        Map<String, Object> record = Map.of(
                "resource_type",
                "content",
                "subpath",
                "/",
                "shortname",
                "pen",
                "attributes",
                Map.of("tags", List.of("a")));
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "stock", "request_type", "update", "records", List.of(record)))
                .expect(200);
        await(
                "the update",
                () -> admin.get("/stock_alert").json().at("/attributes/count").asInt() == before + 1);
    }
}
