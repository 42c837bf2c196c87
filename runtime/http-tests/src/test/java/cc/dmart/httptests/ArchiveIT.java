package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Spaces go out and come in as archives ({@code http-api.md} 4.9, 4.10, {@code storage.md} 6, {@code security.md} 5.11). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArchiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SAMPLE =
            Path.of(System.getProperty("dmart.checkout", "../.."), "../shared/data/sample-spaces");
    private static final String META = "{\"uuid\":\"%s\",\"shortname\":\"x\",\"is_active\":true,\"tags\":[],"
            + "\"created_at\":\"2025-01-01T00:00:00.000000\",\"updated_at\":\"2025-01-01T00:00:00.000000\","
            + "\"owner_shortname\":\"dmart\"%s}";
    private Server server;
    private Http admin;
    private Http clerk;
    private ArchiveShop shop;

    @BeforeAll
    void fill(@TempDir Path folder) {
        server = Server.in(folder)
                .withSpaces("spaces")
                .with("DMART_ZIP_MAX_ENTRIES", "400")
                .with("DMART_ZIP_MAX_BYTES", "4MiB")
                .with("DMART_MAX_QUERY_LIMIT", "3") // an archive has no largest page
                .start();
        admin = server.http().admin();
        shop = ArchiveShop.fill(admin);
        clerk = server.http().login("omar", ArchiveShop.PASSWORD);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Reply load(Http http, byte[] zip) {
        return Forms.send(http, "/managed/import", "zip_file", "spaces.zip", "application/zip", zip, Map.of());
    }

    private static String text(SortedMap<String, byte[]> zip, String name) {
        return new String(zip.get(name), StandardCharsets.UTF_8);
    }

    private Reply export(Http http, Map<String, ?> query) {
        return http.post("/managed/export", query);
    }

    @Test
    @Order(1)
    void anArchiveHoldsTheFilesOfTheSpace() throws IOException {
        Reply reply = export(admin, Map.of("space_name", "shop")).expect(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/zip");
        assertThat(reply.header("Content-Disposition")).contains("attachment").contains("shop.zip");
        assertThat(SpaceFiles.comparable(Zips.read(reply.body())))
                .isEqualTo(SpaceFiles.comparable(SpaceFiles.of(server, "shop")));
    }

    @Test
    @Order(2)
    void aSubpathComesWithTheFoldersOnTheWay() {
        SortedMap<String, byte[]> zip =
                Zips.read(export(admin, Map.of("space_name", "shop", "type", "search", "subpath", "/inks"))
                        .expect(200)
                        .body());
        assertThat(zip.keySet())
                .containsExactlyInAnyOrder(
                        "shop/.dm/meta.space.json",
                        "shop/inks/.dm/meta.folder.json",
                        "shop/inks/.dm/page/meta.content.json");
        assertThat(Zips.read(export(admin, Map.of("space_name", "management", "type", "spaces", "subpath", "/"))
                                .expect(200)
                                .body())
                        .keySet())
                .contains("shop/.dm/meta.space.json", "management/.dm/meta.space.json");
    }

    @Test
    @Order(3)
    void othersGetWhatTheyMaySee() {
        SortedMap<String, byte[]> zip = Zips.read(
                export(clerk, Map.of("space_name", "shop")).expect(200).body());
        assertThat(zip.keySet())
                .containsExactlyInAnyOrder(
                        "shop/pens/.dm/meta.folder.json",
                        "shop/pens/blue.json",
                        "shop/pens/.dm/blue/meta.content.json",
                        "shop/pens/.dm/blue/attachments.media/meta.pic.json",
                        "shop/pens/.dm/blue/attachments.media/pic.png",
                        "shop/pens/.dm/blue/attachments.comment/meta.note.json");
        export(admin, Map.of("space_name", "nowhere")).expectError(400, 203);
        server.http().post("/managed/export", Map.of("space_name", "shop")).expectError(401, 49);
    }

    @Test
    @Order(4)
    void s3_10_secretsStayHomeUnlessAnAdministratorAsks() throws IOException {
        Map<String, Object> users = Map.of("space_name", "management", "type", "search", "subpath", "users");
        String name = "management/users/.dm/omar/meta.user.json";
        JsonNode plain = JSON.readTree(Zips.read(export(admin, users).body()).get(name));
        assertThat(plain.at("/roles/0").asText()).isEqualTo("clerk");
        assertThat(plain.has("password")).isFalse();
        Map<String, Object> asked = new TreeMap<>(users);
        asked.put("include_secrets", true);
        JsonNode whole = JSON.readTree(Zips.read(export(admin, asked).body()).get(name));
        assertThat(whole.at("/password").asText()).startsWith("$argon2id$");
        assertThat(Zips.read(export(clerk, asked).expect(200).body())).doesNotContainKey(name);

        shop.request("management", "update", ArchiveShop.record("user", "users", "omar", Map.of("notes", "Zebra77")));
        Map<String, Object> readers =
                new TreeMap<>(Map.of("conditions", List.of(), "actions", List.of("query", "view")));
        readers.put("subpaths", Map.of("management", List.of("users")));
        readers.put("resource_types", List.of("user", "history"));
        shop.request("management", "create", ArchiveShop.record("permission", "permissions", "see_users", readers));
        Map<String, Object> both = Map.of("permissions", List.of("see_pens", "see_users"));
        shop.request("management", "update", ArchiveShop.record("role", "roles", "clerk", both));
        for (Http http : List.of(admin, clerk)) {
            SortedMap<String, byte[]> zip = Zips.read(export(http, users).body());
            String lines = text(zip, "management/users/.dm/omar/history.jsonl");
            assertThat(List.of(text(zip, name).contains("Zebra77"), lines.contains("Zebra77")))
                    .containsOnly(http == admin);
            assertThat(lines).contains("\"last_login.timestamp\":{\"old\":\"********\",\"new\":\"********\"");
        }
    }

    /** An answer may tell of one entry several times, and attachments share a log. */
    @Test
    @Order(4)
    void whateverIsAskedForEachFileGoesOutOnce() throws IOException {
        shop.request(
                "shop", "update", ArchiveShop.record("media", "pens/blue", "pic", Map.of("tags", List.of("seen"))));
        String log = "shop/.dm/pens/blue/history.jsonl";
        byte[] alone = export(admin, Map.of("space_name", "shop", "type", "attachments", "subpath", "/pens/blue"))
                .expect(200)
                .body();
        assertThat(Zips.read(alone).keySet())
                .containsExactlyInAnyOrder(
                        "shop/.dm/meta.space.json",
                        "shop/pens/.dm/meta.folder.json",
                        "shop/pens/.dm/blue/attachments.media/meta.pic.json",
                        "shop/pens/.dm/blue/attachments.media/pic.png",
                        "shop/pens/.dm/blue/attachments.comment/meta.note.json",
                        log);
        assertThat(text(Zips.read(alone), log)).contains("\"comment/note\"", "\"media/pic\"");
        JsonNode report = load(admin, alone).expect(200).json().at("/attributes");
        assertThat(report.at("/failed_count").asInt()).as(report.toString()).isZero();

        for (int offset : new int[] {0, 5}) { // changes of the attachments, and of their entry
            Map<String, Object> events =
                    Map.of("space_name", "shop", "type", "events", "subpath", "/", "limit", 3, "offset", offset);
            assertThat(Zips.read(export(admin, events).expect(200).body()))
                    .containsKeys(log, "shop/pens/.dm/blue/attachments.media/pic.png");
        }
    }

    @Test
    @Order(5)
    void whatWentOutComesInAgain() throws IOException {
        byte[] zip = export(admin, Map.of("space_name", "shop")).body();
        Map<String, Object> before = SpaceFiles.comparable(SpaceFiles.of(server, "shop"));
        shop.request("shop", "delete", ArchiveShop.record("space", "/", "shop", Map.of()));
        assertThat(server.spaces().resolve("shop")).doesNotExist();

        JsonNode report = load(admin, zip).expect(200).json().at("/attributes");
        assertThat(report.at("/failed_count").asInt()).as(report.toString()).isZero();
        assertThat(report.at("/spaces_inserted").asInt()).isEqualTo(1);
        assertThat(report.at("/entries_inserted").asInt()).isEqualTo(6);
        assertThat(report.at("/attachments_inserted").asInt()).isEqualTo(2);
        assertThat(report.at("/histories_inserted").asInt()).isPositive();
        assertThat(SpaceFiles.comparable(SpaceFiles.of(server, "shop"))).isEqualTo(before);
        JsonNode found = admin.post(
                        "/managed/query",
                        Map.of(
                                "space_name",
                                "shop",
                                "type",
                                "search",
                                "subpath",
                                "pens",
                                "search",
                                "@payload.body.price:4",
                                "retrieve_attachments",
                                true))
                .expect(200)
                .json();
        assertThat(found.at("/attributes/total").asInt()).isEqualTo(1);
        assertThat(found.at("/records/0/attachments/media/0/shortname").asText())
                .isEqualTo("pic");
    }

    @Test
    @Order(6)
    void asSecondTimeChangesNothing() throws IOException {
        byte[] zip = export(admin, Map.of("space_name", "shop")).body();
        SortedMap<String, byte[]> before = SpaceFiles.of(server, "shop");
        JsonNode report = admin.send("POST", "/managed/import", BodyPublishers.ofByteArray(zip), "application/zip")
                .expect(200)
                .json()
                .at("/attributes");
        assertThat(report.at("/skipped").asInt()).isEqualTo(7);
        assertThat(report.at("/entries_inserted").asInt()).isZero();
        assertThat(report.at("/histories_inserted").asInt()).isZero();
        SortedMap<String, byte[]> after = SpaceFiles.of(server, "shop");
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
    }

    @Test
    @Order(7)
    void spacesOfTheOriginalComeIn() throws IOException {
        assertThat(SAMPLE).as("the sample spaces are read from %s", SAMPLE).isDirectory();
        byte[] zip = Zips.ofFolders(SAMPLE, List.of("applications", "personal", "archive", "maqola"));
        JsonNode report = load(admin, zip).expect(200).json().at("/attributes");
        assertThat(report.at("/failed").findValuesAsText("path"))
                .as("files without a meta")
                .containsExactlyInAnyOrder(
                        "applications/logs.json",
                        "applications/errors.json",
                        "applications/configurations/time_out.json");
        assertThat(report.at("/spaces_inserted").asInt()).isEqualTo(4);
        assertThat(report.at("/entries_inserted").asInt()).isEqualTo(10 + 7 + 6 + 15 + 4);
        assertThat(report.at("/attachments_inserted").asInt()).isEqualTo(1);
        assertThat(Files.readAllBytes(server.spaces().resolve("personal/people/dmart/protected/avatar.png")))
                .isEqualTo(Files.readAllBytes(SAMPLE.resolve("personal/people/dmart/protected/avatar.png")));
        JsonNode entry = admin.get("/managed/entry/content/applications/queries/order?retrieve_json_payload=true")
                .expect(200)
                .json();
        assertThat(entry.at("/payload/body"))
                .isEqualTo(JSON.readTree(
                        SAMPLE.resolve("applications/queries/order.json").toFile()));
        assertThat(entry.at("/uuid"))
                .isEqualTo(JSON.readTree(SAMPLE.resolve("applications/queries/.dm/order/meta.content.json")
                                .toFile())
                        .at("/uuid"));
    }

    @Test
    @Order(8)
    void s5_11_aBadEntryIsReportedAndTheRestComesIn() throws IOException {
        String uuid = "11111111-1111-4111-8111-1111111111";
        byte[] zip = Zips.of(
                "shop/pens/.dm/red/meta.content.json",
                        META.formatted(uuid + "01", "").replace("\"dmart\"", "\"nobody_here\""),
                "shop/pens/.dm/types/meta.content.json", META.formatted(uuid + "02", ",\"slug\":7"),
                "shop/pens/.dm/broken/meta.content.json", "{\"uuid\":",
                "shop/pens/.dm/odd/meta.thing.json", META.formatted(uuid + "07", ""),
                "shop/pens/.dm/lost/meta.content.json",
                        META.formatted(uuid + "03", ",\"payload\":{\"content_type\":\"json\",\"body\":\"lost.json\"}"),
                "shop/pens/.dm/wrong/meta.content.json",
                        META.formatted(
                                uuid + "04",
                                ",\"payload\":{\"content_type\":\"json\",\"schema_shortname\":\"pen\",\"body\":\"wrong.json\"}"),
                "shop/pens/wrong.json", "{\"price\":\"cheap\"}",
                "shop/pens/.dm/fake/meta.content.json",
                        META.formatted(
                                uuid + "05", ",\"payload\":{\"content_type\":\"image_png\",\"body\":\"fake.png\"}"),
                "shop/pens/fake.png", "no picture",
                "shop/pens/orphan.json", "{}",
                "shop/pens/.dm/red/attachments.media/orphan.png", "no picture",
                "README.md", "# shop",
                "shop/.git/HEAD", "ref",
                "depot/.dm/meta.space.json",
                        META.formatted(uuid + "06", ",\"payload\":{\"content_type\":\"json\",\"body\":\"depot.json\"}"),
                "depot.json", "{\"size\":3}");
        JsonNode report = load(admin, zip).expect(200).json().at("/attributes");
        assertThat(report.at("/entries_inserted").asInt()).isEqualTo(2);
        List<String> failed = new ArrayList<>();
        report.at("/failed").forEach(f -> failed.add(f.at("/path").asText()));
        assertThat(report.at("/failed").findValuesAsText("error"))
                .anyMatch(e -> e.endsWith(": attributes.slug: Input should be a valid string"))
                .noneMatch(e -> e.contains("[{") || e.contains("Json"));
        assertThat(failed)
                .containsExactlyInAnyOrder(
                        "shop/pens/types",
                        "shop/pens/.dm/broken/meta.content.json",
                        "shop/pens/.dm/odd/meta.thing.json",
                        "shop/pens/lost",
                        "shop/pens/wrong",
                        "shop/pens/fake",
                        "shop/pens/orphan.json",
                        "shop/pens/.dm/red/attachments.media/orphan.png",
                        "README.md",
                        "shop/.git/HEAD");
        assertThat(report.at("/failed_count").asInt()).isEqualTo(10);
        assertThat(Files.readString(server.spaces().resolve("depot/depot.json")))
                .as("beside its space in the archive")
                .isEqualTo("{\"size\":3}");
        assertThat(admin.get("/managed/entry/content/shop/pens/red")
                        .expect(200)
                        .json()
                        .at("/owner_shortname")
                        .asText())
                .as("of an account that is nowhere")
                .isEqualTo("dmart");
        assertThat(admin.get("/managed/entry/content/shop/pens/lost")
                        .expect(200)
                        .json()
                        .at("/payload/content_type")
                        .asText())
                .as("only its file is missing")
                .isEqualTo("json");
        admin.get("/managed/entry/content/shop/pens/wrong").expectError(404, 220);
        assertThat(server.spaces().resolve("shop/pens/fake.png")).doesNotExist();
    }

    @Test
    @Order(9)
    void whatHangsOnStoredEntriesComesInWithoutThem() {
        ArchiveOfAttachments.check(admin, load(admin, ArchiveOfAttachments.zip(META)));
    }

    /** Roles of groups count here and not on every server, so whoever brings accounts over is told who gains. */
    @Test
    @Order(9)
    void s3_12_x1_anImportTellsWhoGainsByGroups() {
        String uuid = "22222222-2222-4222-8222-2222222222";
        byte[] zip = Zips.of(
                "management/groups/.dm/crew/meta.group.json", META.formatted(uuid + "01", ",\"roles\":[\"clerk\"]"),
                "management/users/.dm/mia/meta.user.json", META.formatted(uuid + "02", ",\"groups\":[\"crew\"]"),
                "management/users/.dm/noa/meta.user.json",
                        META.formatted(uuid + "03", ",\"groups\":[\"crew\"],\"roles\":[\"clerk\"]"),
                "management/users/.dm/zoe/meta.user.json", META.formatted(uuid + "04", ""));
        JsonNode report = load(admin, zip).expect(200).json().at("/attributes");
        assertThat(report.at("/users_inserted").asInt()).as(report.toString()).isEqualTo(3);
        assertThat(report.at("/gained_by_groups_count").asInt()).isEqualTo(1);
        assertThat(report.at("/gained_by_groups").toString())
                .isEqualTo("[{\"shortname\":\"mia\",\"roles\":[\"clerk\"]}]");
        assertThat(server.log()).contains("1 imported accounts have roles through their groups");
    }

    @TestFactory
    @Order(10)
    List<DynamicTest> s5_11_archivesThatAreRefusedWhole() {
        List<DynamicTest> out = new ArrayList<>();
        for (RefusedArchives.Row row : RefusedArchives.all(META)) {
            out.add(DynamicTest.dynamicTest(row.what(), () -> {
                SortedMap<String, byte[]> before = SpaceFiles.of(server, "");
                load(admin, row.zip()).expectError(row.status(), 402);
                assertThat(SpaceFiles.of(server, "").keySet())
                        .as("nothing is left behind")
                        .isEqualTo(before.keySet());
                admin.get("/managed/entry/content/shop/pens/evil").expectError(404, 220);
            }));
        }
        return out;
    }

    @Test
    @Order(11)
    void s5_11_onlyAdministratorsImport() {
        load(clerk, Zips.of("shop/.dm/meta.space.json", "{}")).expectError(401, 401);
        load(server.http(), Zips.of("shop/.dm/meta.space.json", "{}")).expectError(401, 49);
        load(admin, new byte[0]).expectError(400, 402);
    }
}
