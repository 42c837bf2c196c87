package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The health check finds each kind of damage of {@code storage.md} 5.3 in files that are damaged so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthCheckIT {
    private static final String META = "\"is_active\":true,\"tags\":[],\"created_at\":\"2025-01-01T00:00:00.000000\","
            + "\"updated_at\":\"2025-01-01T00:00:00.000000\",\"owner_shortname\":\"%s\"";
    private static final String TWICE = "0d6b4c8e-52a3-4b7e-9d14-7a60a5a0b001";

    private static final String MOVED = "0d6b4c8e-52a3-4b7e-9d14-7a60a5a0b003";
    private static final String OWN = "0d6b4c8e-52a3-4b7e-9d14-7a60a5a0b002";

    /** What is planted, the check that finds it, where it shows, and what of the entry it makes invalid. */
    private record Row(String what, String check, String sample, String part, boolean hardOnly) {}

    private Server server;
    private Http admin;
    private JsonNode soft;
    private JsonNode hard;

    @BeforeAll
    void plant(@TempDir Path folder) throws IOException {
        server = Server.in(folder).withSpaces("spaces");
        write(
                "lab/.dm/meta.space.json",
                meta("lab", "dmart", ",\"active_plugins\":[\"push_to_moon\",\"audit\",\"action_log\"]"));
        folderMeta("good");
        folderMeta("bad");
        folderMeta("schema");
        json("schema", "item", "schema", "\"meta_schema\"", "{\"type\":\"object\",\"required\":[\"n\"]}");
        json("good", "fine", "content", "\"item\"", "{\"n\":1}");
        json("bad", "wrong", "content", "\"item\"", "{\"m\":1}");
        json("bad", "noschema", "content", "\"gone\"", "{\"m\":1}");
        content("bad", "dangling", "dmart", payload("json", "dangling.json", ""));
        content("bad", "broken", "dmart", payload("json", "broken.json", ""));
        write("lab/bad/broken.json", "{\"n\":");
        write("lab/bad/.dm/nometa/history.jsonl", "");
        write("lab/bad/.dm/unparsable/meta.content.json", "{\"uuid\":");
        write("lab/bad/.dm/renamed/meta.content.json", meta("other", "dmart", ""));
        content("bad", "two", "dmart", "");
        write(
                "lab/bad/.dm/two/meta.ticket.json",
                meta("two", "dmart", ",\"state\":\"new\",\"workflow_shortname\":\"w\""));
        content("bad", "owned", "nobody_here", "");
        content(
                "bad",
                "related",
                "dmart",
                ",\"relationships\":[{\"related_to\":{\"type\":\"content\","
                        + "\"space_name\":\"lab\",\"subpath\":\"bad\",\"shortname\":\"absent\"},\"attributes\":{}}]");
        content("bad", "picture", "dmart", payload("image_png", "picture.jpg", sha("other bytes")));
        write("lab/bad/picture.jpg", "bytes");
        content(
                "bad",
                "claimed",
                "dmart",
                payload("json", "claimed.json", ",\"checksum\":\"aa\",\"client_checksum\":\"bb\""));
        write("lab/bad/claimed.json", "{}");
        write("lab/bad/.dm/first/meta.content.json", named("first", TWICE, ",\"slug\":\"same\""));
        write("lab/good/.dm/second/meta.content.json", named("second", TWICE, ",\"slug\":\"same\""));
        write("lab/good/.dm/owner/meta.content.json", named("owner", OWN, ",\"slug\":\"own\""));
        content("good", "copied", "dmart", "");
        write("lab/good/.dm/leaving/meta.content.json", named("leaving", MOVED, ""));
        write("lab/bad/.dm/old/meta.content.json", named("old", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", ""));
        write("lab/bad/.dm/il-legal/meta.content.json", meta("il-legal", "dmart", ""));
        content("bad", "CASE", "dmart", "");
        content("bad", "case", "dmart", "");
        write("lab/bad/stray.json", "{}");
        write("lab/drafts/.dm/lost/meta.content.json", meta("lost", "dmart", ""));
        content("bad", "logged", "dmart", "");
        write("lab/bad/.dm/logged/history.jsonl", "{}\nno json\n");
        write("lab/bad/.stray.json.tmp", "x");
        content("bad", "commented", "dmart", "");
        write(
                "lab/bad/.dm/commented/attachments.json/meta.note.json",
                meta("note", "dmart", payload("json", "note.json", "").replace("null", "\"item\"")));
        write("lab/bad/.dm/commented/attachments.json/note.json", "{\"m\":2}");
        server.start();
        admin = server.http().admin();
        // as another program would, behind the index
        write("lab/good/.dm/copied/meta.content.json", named("copied", OWN, ",\"slug\":\"own\""));
        Files.move(
                server.spaces().resolve("lab/good/.dm/leaving"), server.spaces().resolve("lab/good/.dm/arrived"));
        write("lab/good/.dm/arrived/meta.content.json", named("arrived", MOVED, ""));
        soft = admin.get("/managed/health/lab").expect(200).json().at("/attributes");
        hard = admin.get("/managed/health/hard/lab").expect(200).json().at("/attributes");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = server.spaces().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void folderMeta(String name) throws IOException {
        write("lab/" + name + "/.dm/meta.folder.json", meta(name, "dmart", ""));
    }

    private void content(String subpath, String name, String owner, String more) throws IOException {
        write("lab/" + subpath + "/.dm/" + name + "/meta.content.json", meta(name, owner, more));
    }

    private void json(String subpath, String name, String type, String schema, String body) throws IOException {
        String payload = payload("json", name + ".json", "").replace("null", schema);
        write("lab/" + subpath + "/.dm/" + name + "/meta." + type + ".json", meta(name, "dmart", payload));
        write("lab/" + subpath + "/" + name + ".json", body);
    }

    private static String payload(String contentType, String body, String more) {
        return ",\"payload\":{\"content_type\":\"" + contentType + "\",\"schema_shortname\":null,\"body\":\"" + body
                + "\"" + more + "}";
    }

    private static String sha(String text) {
        return ",\"checksum\":\"" + "0".repeat(64 - text.length()) + "a".repeat(text.length()) + "\"";
    }

    private static String meta(String name, String owner, String more) {
        return named(name, UUID.randomUUID().toString(), more).replace("\"dmart\"", "\"" + owner + "\"");
    }

    private static String named(String name, String uuid, String more) {
        return "{\"uuid\":\"" + uuid + "\",\"shortname\":\"" + name + "\"," + META.formatted("dmart") + more + "}";
    }

    private static List<Row> rows() {
        return List.of(
                new Row(
                        "a payload that its schema refuses",
                        "schema",
                        "/bad/wrong: not valid against item: Payload does not match the schema item: ",
                        "wrong payload",
                        false),
                new Row(
                        "a JSON attachment that its schema refuses",
                        "schema",
                        "attachment json note",
                        "commented payload",
                        false),
                new Row("a schema that is not there", "dangling_schema", "/bad/noschema:", "", false),
                new Row("a payload file that is not there", "dangling_payload", "dangling/", "dangling meta", false),
                new Row("a uuid that another program gave twice", "duplicate_uuid", "/good/copied:", "", false),
                new Row("a slug that another program gave twice", "duplicate_slug", "/good/copied:", "", false),
                new Row("a payload that is no JSON", "bad_payload", "broken/", "broken meta", false),
                new Row("a name without a meta", "missing_meta", ".dm/nometa", "nometa meta", false),
                new Row("a meta that does not parse", "unreadable", "unparsable/", "unparsable meta", false),
                new Row("a meta with another shortname", "name_mismatch", "renamed/", "renamed meta", false),
                new Row("two metas with one name", "duplicate_name", ".dm/two", "two meta", false),
                new Row("an owner who is not there", "dangling_user", "nobody_here", "", false),
                new Row("a workflow that is not there", "dangling_workflow", "/bad/two:", "", false),
                new Row("a relationship to nothing", "dangling_relationship", "lab:bad/absent", "", false),
                new Row(
                        "checksums of server and client that differ",
                        "client_checksum",
                        "/bad/claimed:",
                        "claimed payload",
                        false),
                new Row("a uuid used twice", "duplicate_uuid", "/good/second:", "", false),
                new Row("a slug used twice", "duplicate_slug", "/bad/first:", "", false),
                new Row("a uuid that is not of version 4", "uuid", "old/", "", false),
                new Row("a name outside the alphabet", "illegal_name", "il-legal", "", false),
                new Row("names that differ only by case", "case_collision", "lab/bad", "", false),
                new Row("a payload file without a meta", "orphan_file", "stray.json", "", false),
                new Row("a folder without a meta", "missing_folder_meta", "lab/drafts", "", false),
                new Row("a plugin that nobody has", "plugin_not_installed", "push_to_moon", "", false),
                new Row("a checksum that is not that of the file", "checksum", "picture/", "", true),
                new Row("a payload file with a wrong extension", "extension", "picture/", "picture meta", true),
                new Row("a line of a log that does not parse", "bad_line", "logged/history.jsonl", "", true),
                new Row("a file left behind by an interrupted change", "leftover", ".stray.json.tmp", "", true));
    }

    @TestFactory
    List<DynamicTest> everyKindOfDamage() {
        List<DynamicTest> out = new ArrayList<>();
        for (Row row : rows()) {
            out.add(DynamicTest.dynamicTest(row.what(), () -> {
                assertThat(samples(hard, row.check()))
                        .as(row.check())
                        .anySatisfy(s -> assertThat(s).contains(row.sample()));
                boolean inSoft = samples(soft, row.check()).stream().anyMatch(s -> s.contains(row.sample()));
                assertThat(inSoft).as("found by a soft check").isEqualTo(!row.hardOnly());
                if (!row.part().isEmpty()) {
                    String[] part = row.part().split(" ");
                    assertThat(invalid(hard, "bad", part[0])).as(row.part()).contains("meta");
                    if (!row.hardOnly()) {
                        assertThat(invalid(soft, "bad", part[0])).as(row.part()).contains(part[1]);
                    }
                }
            }));
        }
        return out;
    }

    private static List<String> samples(JsonNode report, String check) {
        List<String> out = new ArrayList<>();
        for (JsonNode one : report.at("/checks")) {
            if (one.at("/name").asText().equals(check)) {
                one.at("/samples").forEach(s -> out.add(s.asText()));
            }
        }
        return out;
    }

    private static List<String> invalid(JsonNode report, String folder, String shortname) {
        List<String> out = new ArrayList<>();
        for (JsonNode one : report.at("/folders_report/" + folder + "/invalid_entries")) {
            if (one.at("/shortname").asText().equals(shortname)) {
                one.at("/issues").forEach(i -> out.add(i.asText()));
            }
        }
        return out;
    }

    @Test
    void whatAnotherProgramMovedIsNotThereTwice() {
        assertThat(samples(hard, "duplicate_uuid"))
                .noneSatisfy(s -> assertThat(s).contains("arrived"));
    }

    @Test
    void theReportCountsFoldersAndEntries() {
        assertThat(hard.at("/space_name").asText()).isEqualTo("lab");
        assertThat(hard.at("/health_type").asText()).isEqualTo("hard");
        assertThat(soft.at("/health_type").asText()).isEqualTo("soft");
        assertThat(hard.at("/folders_report/good/valid_entries").asInt()).isEqualTo(5);
        assertThat(hard.at("/folders_report/good/invalid_entries")).isEmpty();
        assertThat(hard.at("/invalid_folders"))
                .anySatisfy(f -> assertThat(f.asText()).isEqualTo("/lab/drafts/.dm/meta.folder.json"));
        int counted = 0;
        for (JsonNode check : hard.at("/checks")) {
            counted += check.at("/count").asInt();
        }
        assertThat(hard.at("/total_issues").asInt()).isEqualTo(counted).isGreaterThan(rows().size());
    }

    @Test
    void whatCannotBeReadCanBeDeletedAndMadeAnew() throws IOException {
        write("management/torn/.dm/pen/meta.content.json", "{\"uuid\":");
        write("management/torn/pen.json", "{}");
        Map<String, Object> record =
                Map.of("resource_type", "content", "subpath", "torn", "shortname", "pen", "attributes", Map.of());
        for (String[] step : new String[][] {{"create", "400"}, {"delete", "200"}, {"create", "200"}}) {
            admin.post(
                            "/managed/request",
                            Map.of("space_name", "management", "request_type", step[0], "records", List.of(record)))
                    .expect(Integer.parseInt(step[1]));
        }
        admin.get("/managed/entry/content/management/torn/pen").expect(200);
    }

    @Test
    void theReportIsKeptAsAnEntry() {
        admin.get("/managed/health/hard/lab").expect(200);
        JsonNode kept = admin.get("/managed/entry/content/management/health_check/lab?retrieve_json_payload=true")
                .expect(200)
                .json();
        assertThat(kept.at("/payload/schema_shortname").asText()).isEqualTo("health_check");
        assertThat(kept.at("/payload/body/folders_report")).isEqualTo(hard.at("/folders_report"));
        assertThat(kept.at("/payload/body/invalid_folders")).isEqualTo(hard.at("/invalid_folders"));
        admin.get("/managed/health/management").expect(200); // leaves what was found in other spaces
        JsonNode twice = admin.get(
                        "/managed/entry/content/management/health_check/duplicated_entries?retrieve_json_payload=true")
                .expect(200)
                .json()
                .at("/payload/body/entries");
        assertThat(twice.at("/uuid/" + TWICE.substring(0, 8) + "/total").asInt())
                .isEqualTo(1);
        assertThat(twice.at("/uuid/" + TWICE.substring(0, 8) + "/loc").toString())
                .isEqualTo("[\"lab/bad/first\",\"lab/good/second\"]");
        assertThat(twice.at("/slug/same/total").asInt()).isEqualTo(1);
    }

    @Test
    void nothingIsRepaired() throws IOException {
        assertThat(server.spaces().resolve("lab/bad/stray.json")).exists();
        assertThat(Files.readString(server.spaces().resolve("lab/bad/.dm/unparsable/meta.content.json")))
                .isEqualTo("{\"uuid\":");
    }

    @Test
    void refusals() {
        admin.get("/managed/health/medium/lab").expectError(400, 403);
        admin.get("/managed/health/soft/nowhere").expectError(400, 203);
        admin.get("/managed/health/nowhere").expectError(400, 203);
        server.http().get("/managed/health/soft/lab").expectError(401, 49);
        admin.post(
                        "/managed/request",
                        Map.of(
                                "space_name",
                                "management",
                                "request_type",
                                "create",
                                "records",
                                List.of(Map.of(
                                        "resource_type",
                                        "user",
                                        "subpath",
                                        "users",
                                        "shortname",
                                        "second_admin",
                                        "attributes",
                                        Map.of(
                                                "is_active",
                                                true,
                                                "password",
                                                "Keeper_of_8_keys",
                                                "roles",
                                                List.of("super_admin"))))))
                .expect(200);
        Http other = server.http().login("second_admin", "Keeper_of_8_keys");
        Reply refused = other.get("/managed/health/soft/lab").expectError(401, 401);
        assertThat(refused.json().at("/error/type").asText()).isEqualTo("access");
    }

    @Test
    void s5_7_c3_anotherSiteCannotStartACheckWithTheCookie() {
        String token = admin.post("/user/login", Map.of("shortname", "dmart", "password", Server.ADMIN_PASSWORD))
                .json()
                .at("/records/0/attributes/access_token")
                .asText();
        Http cookie = server.http().with("Cookie", "auth_token=" + token);
        cookie.with("Sec-Fetch-Site", "cross-site").get("/managed/health/lab").expectError(403, 401);
        cookie.with("Sec-Fetch-Site", "same-origin").get("/managed/health/lab").expect(200);
    }
}
