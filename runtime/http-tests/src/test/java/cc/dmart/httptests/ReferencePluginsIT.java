package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins that come with the server do their work in it ({@code plugins-events.md} 3). */
class ReferencePluginsIT {

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static PluginWatch watch;

    @BeforeAll
    static void start() {
        server = Server.in(folder).start();
        admin = server.http().admin();
        watch = new PluginWatch(server, admin);
        watch.request("create", "personal", PluginWatch.record("space", "/", "personal", Map.of("is_active", true)));
        watch.request("create", "shop", PluginWatch.record("space", "/", "shop", Map.of("is_active", true)));
        watch.request("create", "shop", PluginWatch.record("folder", "/", "pens", Map.of("is_active", true)));
        watch.request("create", "management", PluginWatch.user("lina"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatComesWithTheServerIsThereAndGranted() {
        JsonNode audit = watch.plugin("audit");
        assertThat(audit.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(audit.path("source").asText()).isEqualTo("shipped/audit");
        assertThat(audit.path("grants").toString()).contains("always_active");
        assertThat(audit.path("problems")).isEmpty();
    }

    @Test
    void aNewSpaceHasAFolderForSchemasWhenTheRequestIsAnswered() {
        watch.request("create", "depot", PluginWatch.record("space", "/", "depot", Map.of("is_active", true)));
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
        watch.request("update", "management", PluginWatch.record("space", "/", "management", without));
        watch.request("create", "management", PluginWatch.user("nobodys"));
        watch.request("update", "management", PluginWatch.record("space", "/", "management", with));
        watch.request("create", "management", PluginWatch.user("somebodys"));
        assertThat(watch.names("personal", "/people", "folder"))
                .contains("somebodys")
                .doesNotContain("nobodys");
    }

    @Test
    void aNewAccountHasItsFoldersWhenTheRequestIsAnswered() {
        assertThat(watch.names("personal", "/people", "folder")).contains("lina");
        assertThat(watch.names("personal", "/people/lina", "folder"))
                .containsExactlyInAnyOrder("notifications", "private", "protected", "public", "inbox", "messages");
    }

    @Test
    void everyChangeIsALineOfTheAuditLogAndSilentOnesAreNot() {
        JsonNode made = watch.request(
                "create", "shop", PluginWatch.record("content", "/pens", "red", Map.of("is_active", true)));
        watch.request("update", "shop", PluginWatch.record("content", "/pens", "red", Map.of("tags", List.of("new"))));
        Path log = server.data().resolve("log/audit.jsonl");
        JsonNode line = PluginWatch.await(
                "a line of the update",
                () -> PluginWatch.lines(log).stream()
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
        assertThat(PluginWatch.lines(log))
                .noneMatch(l -> l.path("shortname").asText().equals("notifications"))
                .anyMatch(l -> l.path("shortname").asText().equals("lina")
                        && l.path("action").asText().equals("create"));
        assertThat(log).content().doesNotContain(Server.ADMIN_PASSWORD);
    }

    private static JsonNode body(String space, String subpath, String name) {
        return admin.get("/managed/entry/content/" + space + subpath + "/" + name + "?retrieve_json_payload=true")
                .expect(200)
                .json()
                .at("/payload/body");
    }

    @Test
    void theOwnerOfAnEntryIsToldOfACommentOnItAndOfChangesIfThatIsConfigured() throws IOException {
        watch.request("create", "shop", PluginWatch.record("content", "/pens", "hers", Map.of("is_active", true)));
        watch.request(
                "assign", "shop", PluginWatch.record("content", "/pens", "hers", Map.of("owner_shortname", "lina")));
        watch.request(
                "create",
                "shop",
                PluginWatch.record("comment", "/pens/hers", "c1", Map.of("is_active", true, "body", "nice, lina")));
        String inbox = "/people/lina/notifications";
        String name = PluginWatch.await(
                "a notification",
                () -> watch.names("personal", inbox, "content").stream()
                        .findFirst()
                        .orElse(null));
        JsonNode told = body("personal", inbox, name);
        assertThat(told.path("entry_space").asText()).isEqualTo("shop");
        assertThat(told.path("entry_subpath").asText()).isEqualTo("/pens/hers");
        assertThat(told.path("entry_shortname").asText()).isEqualTo("c1");
        assertThat(told.path("action_by").asText()).isEqualTo("dmart");
        assertThat(told.path("action_type").asText()).isEqualTo("create");
        assertThat(told.path("resource_type").asText()).isEqualTo("comment");
        assertThat(told.path("is_read").asBoolean(true)).isFalse();
        JsonNode entry = admin.get("/managed/entry/content/personal" + inbox + "/" + name)
                .json();
        assertThat(entry.path("owner_shortname").asText()).isEqualTo("dmart");
        assertThat(entry.at("/relationships/0/attributes/parent_owner").asText())
                .isEqualTo("lina");

        Path settings = server.plugins().resolve("local_notification.json");
        Files.writeString(settings, "{\"attributes\":{\"notify_owner_on\":[\"update\"]}}");
        PluginWatch.await(
                "who listens",
                () -> watch.plugin("local_notification").path("listeners").size() == 2 ? true : null);
        assertThat(watch.plugin("local_notification").path("spaces").toString()).contains("\"shop\"");
        assertThat(watch.plugin("audit").path("spaces").toString()).isEqualTo("[]");
        watch.request("update", "shop", PluginWatch.record("content", "/pens", "hers", Map.of("tags", List.of("a"))));
        PluginWatch.await(
                "one of the update",
                () -> watch.names("personal", inbox, "content").stream()
                        .filter(n -> body("personal", inbox, n)
                                .path("action_type")
                                .asText()
                                .equals("update"))
                        .findFirst()
                        .orElse(null));
        Files.delete(settings);
    }

    @Test
    void whatIsAskedForAndNotThereIsCounted() {
        watch.request(
                "create",
                "watched",
                PluginWatch.record("space", "/", "watched", Map.of("is_active", true, "capture_misses", true)));
        PluginWatch.await(
                "somebody who counts",
                () -> watch.plugin("missed_entry")
                                .at("/listeners/1/state")
                                .asText()
                                .equals("ACTIVE")
                        ? true
                        : null);
        for (int i = 0; i < 3; i++) {
            admin.get("/managed/entry/content/watched/pens/none").expect(404);
        }
        admin.get("/managed/entry/content/shop/pens/none").expect(404);
        Map<String, Object> query = Map.of(
                "type",
                "search",
                "space_name",
                "watched",
                "subpath",
                "/",
                "filter_shortnames",
                List.of("schema", "gone"));
        admin.post("/managed/query", query).expect(200);
        PluginWatch.await(
                "the counts", () -> watch.names("watched", "/misses", "content").size() == 2 ? true : null);
        JsonNode miss = body("watched", "/misses", "pens_none");
        assertThat(miss.path("requested_subpath").asText()).isEqualTo("/pens");
        assertThat(miss.path("requested_shortname").asText()).isEqualTo("none");
        assertThat(miss.path("num_of_requests").asInt()).isEqualTo(3);
        assertThat(miss.path("actioned").asText()).isEqualTo("No");
        assertThat(body("watched", "/misses", "gone").path("num_of_requests").asInt())
                .isEqualTo(1);
        assertThat(watch.names("shop", "/misses", "content")).isEmpty();
    }

    @Test
    void aReportKnowsHowManyRecordsItFinds() {
        Map<String, Object> query = Map.of("type", "search", "subpath", "/stock", "search", "@shortname:$name");
        watch.request("create", "shop", PluginWatch.record("folder", "/", "reports", Map.of("is_active", true)));
        watch.request("create", "shop", PluginWatch.record("content", "/stock", "ink", Map.of("is_active", true)));
        Map<String, Object> payload = Map.of("content_type", "json", "body", query);
        watch.request(
                "create",
                "shop",
                PluginWatch.record("content", "/reports", "all", Map.of("is_active", true, "payload", payload)));
        JsonNode told = admin.post("/reports_stats/shop/reports/all", Map.of())
                .expect(200)
                .json()
                .path("attributes");
        assertThat(told.path("number_of_records").asInt()).isEqualTo(1);
        JsonNode stored = body("shop", "/reports", "all");
        assertThat(stored.path("number_of_records").asInt()).isEqualTo(1);
        assertThat(stored.path("last_updated").asText())
                .isEqualTo(told.path("last_updated").asText());
        assertThat(stored.path("search").asText()).isEqualTo("@shortname:$name");
        lina().post("/reports_stats/shop/reports/all", Map.of()).expectError(401, 401);
        admin.post("/reports_stats/shop/reports/none", Map.of()).expect(404);
    }

    private static Http lina() {
        return server.http().login("lina", Server.ADMIN_PASSWORD);
    }

    @Test
    void administratorsSeeWhatSpacesTake() {
        JsonNode reply = admin.get("/db_size_info/").expect(200).json();
        assertThat(reply.path("status").asText()).isEqualTo("success");
        JsonNode management = row(reply, "table_name", "management");
        assertThat(management.path("size_bytes").asLong()).isPositive();
        assertThat(management.path("pretty_size").asText()).matches("\\d+ (bytes|kB)");
        assertThat(management.path("size_bytes").asLong())
                .isEqualTo(management.path("entries_bytes").asLong()
                        + management.path("attachments_bytes").asLong()
                        + management.path("history_bytes").asLong());
        lina().get("/db_size_info/").expectError(401, 401);
        server.http().get("/db_size_info/").expect(401);
    }

    @Test
    void administratorsSeeHowSpacesGrew() {
        JsonNode reply = admin.get("/db_entries_count_history/").expect(200).json();
        assertThat(reply.path("status").asText()).isEqualTo("success");
        JsonNode sample = row(reply, "spacename", "management").at("/data/0");
        assertThat(sample.path("entries_count").asInt()).isPositive();
        assertThat(sample.path("recorded_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d");
        lina().get("/db_entries_count_history/").expectError(401, 401);
    }

    private static JsonNode row(JsonNode reply, String key, String value) {
        for (JsonNode row : reply.path("data")) {
            if (row.path(key).asText().equals(value)) {
                return row;
            }
        }
        throw new AssertionError("no row of " + value + ": " + reply);
    }

    @Test
    void aConfigurationOfTheOriginalCountsUnchanged() throws IOException {
        Files.writeString(server.plugins().resolve("missed_entry.json"), """
                {"shortname":"missed_entry","is_active":false,"type":"hook","listen_time":"before","ordinal":7,
                 "filters":{"subpaths":["__ALL__"],"resource_types":["content"],"schema_shortnames":["__ALL__"],
                 "actions":["view","query"]}}""");
        PluginWatch.await(
                "it is off",
                () -> watch.plugin("missed_entry").path("status").asText().equals("DISABLED") ? true : null);
        Files.writeString(server.plugins().resolve("audit.json"), """
                {"shortname":"audit","is_active":true,"type":"hook","listen_time":"after","ordinal":5,"concurrent":true,
                 "dependencies":[],"filters":{"subpaths":["__ALL__"],"resource_types":["__ALL__"],
                 "schema_shortnames":["__ALL__"],"actions":["create","update","delete","move","progress_ticket"]},
                 "attributes":{}}""");
        PluginWatch.await(
                "the order",
                () -> watch.plugin("audit").at("/listeners/0/ordinal").asInt() == 5 ? true : null);
        JsonNode audit = watch.plugin("audit");
        assertThat(audit.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(audit.path("problems")).isEmpty();
        assertThat(audit.at("/listeners/0/filters/actions").toString())
                .isEqualTo("[\"create\",\"update\",\"delete\",\"move\",\"progress_ticket\"]");
        Files.delete(server.plugins().resolve("audit.json"));
        Files.delete(server.plugins().resolve("missed_entry.json"));
        PluginWatch.await("it is on again", () -> watch.active("missed_entry", "shipped/missed_entry"));
    }

    /** Files of the original lie in the folder: each plugin does what it does here, and complains of nothing (A20). */
    @Test
    void filesOfTheOriginalAreTakenByEachPlugin() throws IOException {
        for (OriginalConfig one : OriginalConfig.ALL) {
            Files.writeString(server.plugins().resolve(one.name() + ".json"), one.json());
        }
        for (OriginalConfig one : OriginalConfig.ALL) {
            PluginWatch.await(
                    one.name(),
                    () -> (watch.plugin(one.name()).at("/config/seen").asBoolean() && watch.active(one.name()))
                            ? true
                            : null);
            JsonNode plugin = watch.plugin(one.name());
            assertThat(plugin.path("problems")).as(one.name()).isEmpty();
            assertThat(plugin.path("type").asText()).as(one.name()).isEqualTo(one.type());
        }
        JsonNode listener = watch.plugin("local_notification").at("/listeners/0");
        assertThat(listener.path("ordinal").asInt()).isEqualTo(1);
        assertThat(listener.at("/filters/resource_types").toString())
                .isEqualTo("[\"ticket\",\"reaction\",\"comment\"]");
        admin.get("/db_size_info/").expect(200);
        admin.get("/db_entries_count_history/").expect(200);
        for (OriginalConfig one : OriginalConfig.ALL) {
            Files.delete(server.plugins().resolve(one.name() + ".json"));
        }
        for (OriginalConfig one : OriginalConfig.ALL) {
            PluginWatch.await(
                    one.name() + " as before",
                    () -> (watch.plugin(one.name()).at("/config/seen").isMissingNode() && watch.active(one.name()))
                            ? true
                            : null);
        }
    }

    @Test
    void aDroppedJarTakesThePlaceOfTheOneThatCameWithTheServer() throws IOException {
        Path shipped = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"))
                .resolve("plugins/cc.dmart.plugin.audit.jar");
        Path dropped = server.plugins().resolve("audit.jar");
        Files.copy(shipped, server.plugins().resolve("audit.part"));
        Files.move(server.plugins().resolve("audit.part"), dropped);
        PluginWatch.await("the dropped one", () -> watch.active("audit", "audit.jar"));
        assertThat(watch.plugin("audit").path("grants").toString()).contains("impersonate"); // known by its sum
        Files.delete(dropped);
        PluginWatch.await("the shipped one again", () -> watch.active("audit", "shipped/audit"));
    }

    @Test
    void changesAreCommittedToARepositoryOnceThatPluginIsDropped() throws IOException {
        watch.drop("git_history");
        PluginWatch.await(
                "the listener",
                () -> watch.plugin("git_history")
                                .at("/listeners/0/state")
                                .asText()
                                .equals("ACTIVE")
                        ? true
                        : null);
        Path branch = server.data().resolve("plugins/own/git_history/spaces.git/refs/heads/main");
        watch.request("create", "shop", PluginWatch.record("content", "/pens", "versioned", Map.of("is_active", true)));
        String first = PluginWatch.await(
                "the first commit", () -> Files.exists(branch) ? branch.toFile().length() + "" : null);
        assertThat(first).isEqualTo("41");
        String before = Files.readString(branch);
        watch.request(
                "update",
                "shop",
                PluginWatch.record("content", "/pens", "versioned", Map.of("tags", List.of("second"))));
        PluginWatch.await("the next commit", () -> {
            try {
                return Files.readString(branch).equals(before) ? null : true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(watch.plugin("git_history").path("problems")).isEmpty();
        assertThat(watch.plugin("git_history").at("/listeners/0/failed").asInt())
                .isZero();
    }

    @Test
    void withoutAnAddressTheDirectoryPluginSaysWhatItWaitsFor() throws IOException {
        watch.drop("ldap_manager");
        PluginWatch.await("what it waits for", () -> {
            JsonNode plugin = watch.plugin("ldap_manager");
            boolean says = plugin.path("problems").toString().contains("dmart.plugin.ldap_manager");
            return (says && plugin.path("status").asText().equals("UNSATISFIED")) ? true : null;
        });
    }
}
