package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import cc.dmart.httptests.Server;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of {@code security.md} 5.7 to 5.15 that show only over HTTP; names begin with their number. */
@ExtendWith(Worlds.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeLockdownIT {
    private static final String WRITE = "/managed/request";
    private static final String QUERY = "/managed/query";
    private static final String UPLOAD = "/managed/resource_with_payload";
    private static final String SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private static final String EVERYTHING = "{type:'search', space_name:'edge', subpath:'/'}";

    private World world;
    private Http admin;

    @BeforeAll
    void shop(World shared) {
        world = shared;
        admin = world.admin();
        Shop.make(world, "edge");
    }

    private Stream<DynamicTest> rows(List<Row> rows) {
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> world.run(row)));
    }

    private String login() {
        return world.server()
                .http()
                .post("/user/login", Json.strict("{shortname:'omar', password:'" + World.PASSWORD + "'}"))
                .expect(200)
                .json()
                .at("/records/0/attributes/access_token")
                .asText();
    }

    @TestFactory
    Stream<DynamicTest> s5_7_c3_cookiesDoNotWriteForOtherSites() {
        String cookie = "auth_token=" + login();
        List<Row> out = new ArrayList<>();
        for (String[] foreign : new String[][] {
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"},
            {"Origin", "https://evil.example"},
            {"Origin", "null"}
        }) {
            String what = foreign[0] + " " + foreign[1];
            out.add(row("foreign", "write, " + what)
                    .header("Cookie", cookie)
                    .header(foreign[0], foreign[1])
                    .post(WRITE, request("edge", "create", recordJson("content", "pens", "forged", "{}")))
                    .fails(403, "request", 401));
            out.add(row("foreign", "reload, " + what)
                    .header("Cookie", cookie)
                    .header(foreign[0], foreign[1])
                    .get("/managed/reload-security-data")
                    .fails(403, "request", 401));
            out.add(row("foreign", "profile, " + what)
                    .header("Cookie", cookie)
                    .header(foreign[0], foreign[1])
                    .post("/user/profile", "{displayname:{en:'forged'}}")
                    .fails(403, "request", 401));
            out.add(row("foreign", "end of sessions, " + what)
                    .header("Cookie", cookie)
                    .header(foreign[0], foreign[1])
                    .delete("/user/sessions/x")
                    .fails(403, "request", 401));
            out.add(row("bearer", "is exempt, " + what)
                    .as(STRANGER)
                    .header(foreign[0], foreign[1])
                    .post(QUERY, EVERYTHING)
                    .gives(200));
        }
        return rows(out);
    }

    @TestFactory
    Stream<DynamicTest> s5_7_c4_formsDoNotReachJsonEndpoints() {
        List<Row> out = new ArrayList<>();
        for (String path : List.of(QUERY, WRITE, "/user/login", "/user/create", "/user/profile", "/user/reset")) {
            for (String type :
                    List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
                out.add(row("media_type", path + " " + type)
                        .as(ADMIN)
                        .send("POST", path, utf8("{\"shortname\":\"x\"}"), type)
                        .fails(415, "request", 402));
            }
        }
        return rows(out);
    }

    @TestFactory
    Stream<DynamicTest> s5_7_c5_nobodyIsLoggedInByAnotherSite() {
        String body = "{shortname:'omar', password:'" + World.PASSWORD + "'}";
        return rows(List.of(
                row("foreign", "login")
                        .header("Sec-Fetch-Site", "cross-site")
                        .post("/user/login", body)
                        .fails(403, "request", 401),
                row("foreign", "registration")
                        .header("Origin", "https://evil.example")
                        .post("/user/create", "{resource_type:'user', subpath:'users', shortname:'x1', attributes:{}}")
                        .fails(403, "request", 401)));
    }

    /** There is no WebSocket, so nothing can be upgraded. */
    @Test
    void s5_7_c6_noUpgrade() {
        for (String path : List.of("/ws", "/ws?token=x", "/events", "/sse")) {
            admin.get(path).expectError(422, 230);
        }
    }

    @Test
    void s5_8_thePageOfTheApiHasItsOwnPolicy() {
        Reply page = world.server().http().get("/docs").expect(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        Reply picture =
                admin.get("/managed/payload/media/edge/pens/blue/pic.png").expect(200);
        assertThat(picture.header("Cache-Control"))
                .as("no rule by the ending of a path")
                .isEqualTo("private, no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/managed/entry/content/edge/pens/%2e%2e/blue",
                "/managed/entry/content/edge/pens/..%2fblue",
                "/managed/entry/content/edge/pens%2fblue",
                "/managed/entry/content/edge/pens/bl%5cue",
                "/managed/entry/content/edge/pens/bl%00ue",
                "/managed/entry/content/edge/pens/%c0%ae%c0%ae",
                "/managed/entry/content/edge/pens/%252e%252e",
                "/managed/entry/content/ed-ge/pens/blue",
                "/managed/payload/content/edge/pens/blue.json%00.png",
                "/managed/payload/content/edge/pens/..json"
            })
    void s5_9_p1_illegalPathsAreRefused(String path) {
        Reply reply = admin.get(path);
        assertThat(reply.status()).as(reply.toString()).isIn(400, 422);
        assertThat(reply.text()).doesNotContain(world.server().spaces().toString());
    }

    /** A folder that is a link out of the spaces leads nowhere. */
    @Test
    void s5_9_p2_linksDoNotLeadOut() throws IOException {
        Path outside = Files.createDirectories(world.server().data().resolveSibling("edge2/pens/.dm/secret"));
        Files.writeString(
                outside.resolve("meta.content.json"),
                "{\"uuid\":\"33333333-3333-4333-8333-333333333333\",\"shortname\":\"secret\",\"is_active\":true,"
                        + "\"tags\":[],\"created_at\":\"2025-01-01T00:00:00.000000\","
                        + "\"updated_at\":\"2025-01-01T00:00:00.000000\",\"owner_shortname\":\"dmart\"}");
        Path link = world.server().spaces().resolve("edge/linked");
        Files.createSymbolicLink(link, outside.getParent().getParent());
        try {
            Reply reply = admin.get("/managed/entry/content/edge/linked/secret");
            assertThat(reply.status()).as(reply.toString()).isGreaterThanOrEqualTo(400);
            Reply write = admin.post(
                    WRITE, Json.strict(request("edge", "create", recordJson("content", "linked", "evil", "{}"))));
            assertThat(write.status()).as(write.toString()).isGreaterThanOrEqualTo(400);
            assertThat(outside.resolveSibling("evil")).doesNotExist();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void s5_9_p3_theNameOfAFileIsOurs() {
        world.run(upload("named", "../../e\"vil\r\nX-Evil: 1.png", "image/png", Shop.PNG)
                .gives(200, "{records:[{attributes:{payload:{body:'named.png'}}}]}")
                .event("create media edge:/pens/blue/named"));
        Reply reply =
                admin.get("/managed/payload/media/edge/pens/blue/named.png").expect(200);
        assertThat(reply.header("Content-Disposition")).isEqualTo("inline; filename=\"named.png\"");
        assertThat(reply.header("X-Evil")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/../conf/dmart.properties",
                "/docs/%2e%2e/x",
                "/docs/.hidden",
                "/docs/index.class",
                "/docs/x"
            })
    void s5_9_p4_staticFilesAreTheOnesThatAreMeant(String path) {
        assertThat(world.server().http().get(path).status()).isIn(400, 404, 422);
    }

    private static Row upload(String name, String file, String type, byte[] bytes) {
        return row("upload", name)
                .as(ADMIN)
                .form(
                        UPLOAD,
                        part("space_name", "edge"),
                        jsonPart("request_record", recordJson("media", "pens/blue", name, "{}")),
                        filePart("payload_file", file, type, bytes));
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u1_extensions() {
        return rows(List.of(
                upload("e1", "a.exe", "application/octet-stream", utf8("MZ")).fails(400, "request", 402),
                upload("e2", "a.jsp", "text/plain", utf8("<%")).fails(400, "request", 402),
                upload("e3", "a.png.sh", "image/png", Shop.PNG).fails(400, "request", 402),
                upload("e4", "a", "image/png", Shop.PNG)
                        .gives(200, "{records:[{attributes:{payload:{body:'e4.png'}}}]}")
                        .event("create media edge:/pens/blue/e4")));
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u2_aFileIsWhatItSays() {
        return rows(List.of(
                upload("w1", "a.png", "image/png", utf8("<html><script>1</script>"))
                        .fails(406, "attachment", 217),
                upload("w2", "a.pdf", "application/pdf", Shop.PNG).fails(406, "attachment", 217),
                upload("w3", "a.gif", "image/gif", Shop.PNG).fails(406, "attachment", 217),
                row("upload", "another sum")
                        .as(ADMIN)
                        .form(
                                UPLOAD,
                                part("space_name", "edge"),
                                part("sha", "00"),
                                jsonPart("request_record", recordJson("media", "pens/blue", "w4", "{}")),
                                filePart("payload_file", "a.png", "image/png", Shop.PNG))
                        .fails(400, "request", 402)));
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u3_vectorImages() {
        List<Row> out = new ArrayList<>();
        int number = 0;
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">%s</svg>";
        for (String inside : List.of(
                "<script>alert(1)</script>",
                "<foreignObject/>",
                "<g onload=\"alert(1)\"/>",
                "<a xlink:href=\"javascript:alert(1)\"/>",
                "<image href=\"https://evil.example/x.png\"/>")) {
            out.add(upload("v" + number++, "a.svg", "image/svg+xml", utf8(String.format(svg, inside)))
                    .fails(406, "attachment", 217));
        }
        out.add(upload(
                        "v9",
                        "a.svg",
                        "image/svg+xml",
                        utf8("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + String.format(svg, "&x;")))
                .fails(406, "attachment", 217));
        return rows(out);
    }

    /** Opened directly with a session, nothing runs on our origin. */
    @ParameterizedTest
    @CsvSource({
        "h1,a.html,text/html,<script>alert(1)</script>,text/plain,attachment",
        "h2,a.md,text/markdown,<script>alert(1)</script>,text/plain,attachment",
        "h3,a.py,text/x-python,print(1),text/plain,attachment",
        "h4,a.svg,image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>,image/svg+xml,attachment",
        "h5,a.txt,text/plain,<script>alert(1)</script>,text/plain,inline"
    })
    void s5_10_u4_whatCouldRunIsADownload(
            String name, String file, String type, String text, String sent, String place) {
        world.run(upload(name, file, type, utf8(text)).gives(200).event("create media edge:/pens/blue/" + name));
        Reply reply = admin.get("/managed/payload/media/edge/pens/blue/" + name + file.substring(1))
                .expect(200);
        assertThat(reply.header("Content-Type")).startsWith(sent);
        assertThat(reply.header("Content-Disposition")).startsWith(place);
        assertThat(reply.header("Content-Security-Policy")).isEqualTo(SANDBOX);
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-site");
    }

    @Test
    void s5_10_u5_picturesAreShownAndNotKept() {
        Reply reply = admin.get("/managed/payload/media/edge/pens/blue/pic.png").expect(200);
        assertThat(reply.header("Content-Disposition")).startsWith("inline");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-store");
    }

    /** Markup in a comment, an entry and a ticket payload goes out as data. */
    @Test
    void s5_10_u6_markupInBodiesIsData() {
        String script = "<svg onload=alert(1)>";
        admin.post(
                        WRITE,
                        Json.strict(request(
                                "edge",
                                "create",
                                recordJson(
                                        "comment",
                                        "pens/blue",
                                        "marked",
                                        "{payload:{content_type:'comment', body:'" + script + "'}}"),
                                recordJson(
                                        "content",
                                        "pens",
                                        "page",
                                        "{payload:{content_type:'html', body:'" + script + "'}}"))))
                .expect(200);
        for (String path : List.of(
                "/managed/payload/comment/edge/pens/blue/marked.json",
                "/managed/payload/content/edge/pens/page.html")) {
            Reply reply = admin.get(path).expect(200);
            assertThat(reply.header("Content-Type")).as(path).matches("(text/plain|application/json).*");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void s5_10_u7_aFormHasFourPartsAtMost() {
        world.run(row("upload", "five parts")
                .as(ADMIN)
                .form(
                        UPLOAD,
                        part("space_name", "edge"),
                        part("a", "1"),
                        part("b", "1"),
                        jsonPart("request_record", recordJson("media", "pens/blue", "parts", "{}")),
                        filePart("payload_file", "a.png", "image/png", Shop.PNG))
                .fails(413, "request", 402));
    }

    /** Texts that would be something in another language are words here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x' OR '1'='1",
                "x; DROP TABLE users; --",
                "${jndi:ldap://x/y}",
                "{{7*7}}",
                "#{7*7}",
                "$(id)",
                "*:*",
                "@password:*",
                "@owner_shortname:dmart|*"
            })
    void s5_12_textsOfOtherLanguages(String text) {
        Reply reply = world.http(STRANGER)
                .post(
                        QUERY,
                        Reply.write(Map.of("type", "search", "space_name", "edge", "subpath", "/", "search", text)));
        assertThat(reply.status()).isIn(200, 400, 422);
        assertThat(reply.text()).doesNotContain("blue", "Exception", "49");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "$ENV",
                "input",
                "inputs",
                "debug",
                "stderr",
                "input_filename",
                "$__loc__",
                "halt",
                "modulemeta",
                "import \"x\" as x; ."
            })
    void s5_12_jqSeesNothingOutside(String filter) {
        Reply reply = admin.post(
                QUERY,
                Reply.write(Map.of("type", "search", "space_name", "edge", "subpath", "/", "jq_filter", filter)));
        assertThat(reply.status()).as(reply.toString()).isIn(400, 422);
    }

    @Test
    void s5_12_dataAssetsAreOffByDefault() {
        Reply reply = admin.post(
                "/managed/data-asset",
                Json.strict("{space_name:'edge', subpath:'pens', shortname:'blue', resource_type:'content',"
                        + "data_asset_type:'sqlite', query_string:'select 1'}"));
        assertThat(reply.status()).as(reply.toString()).isGreaterThanOrEqualTo(400);
        assertThat(reply.text()).doesNotContain("rows");
    }

    @Test
    void s5_12_cellsAreNoFormulas() {
        admin.post(
                        WRITE,
                        Json.strict(request(
                                "edge",
                                "create",
                                recordJson("folder", "/", "cells", "{}"),
                                recordJson(
                                        "content", "cells", "c1", "{displayname:{en:'=HYPERLINK(1)'}, tags:['+x']}"))))
                .expect(200);
        String csv = admin.post("/managed/csv", Json.strict("{type:'search', space_name:'edge', subpath:'cells'}"))
                .expect(200)
                .text();
        assertThat(csv).contains("'=HYPERLINK(1)").doesNotContain(",=HYPERLINK");
    }

    @Test
    void s5_13_i1_settingsShowNoSecrets() {
        JsonNode settings = admin.get("/info/settings").expect(200).json().at("/attributes");
        for (String key : List.of(
                "jwt_secret",
                "jwt_secret_previous",
                "mail_password",
                "mock_otp_code",
                "channels",
                "smpp_auth_key",
                "google_client_secret")) {
            assertThat(settings.path(key).asText("******")).as(key).isIn("******", "");
        }
        assertThat(settings.toString()).doesNotContain(Server.ADMIN_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"type\":5}",
                "{\"type\":\"search\"}",
                "{\"type\":\"search\",\"space_name\":\"edge\",\"subpath\":\"/\",\"sort_by\":\"(((\"}",
                "{\"type\":\"search\",\"space_name\":\"edge\",\"subpath\":\"/\",\"jq_filter\":\".[\"}"
            })
    void s5_13_i2_errorsTellNothingOfTheInside(String body) {
        Reply reply = admin.post(QUERY, body);
        assertThat(reply.status()).isBetween(400, 499);
        assertThat(reply.text()).doesNotContain("cc.dmart", "java.", "Exception", "org.", "/tmp", ".java");
    }

    @Test
    void s5_13_i2_validationDoesNotEchoSecrets() {
        Reply reply = world.server()
                .http()
                .post("/user/login", "{\"shortname\":[\"x\"],\"password\":{\"a\":\"Very-Secret-1\"}}");
        assertThat(reply.status()).isGreaterThanOrEqualTo(400);
        assertThat(reply.text()).doesNotContain("Very-Secret-1");
    }

    /** Neither history nor activity log nor server log holds what was secret in a request. */
    @Test
    void s5_13_i5_nothingSecretIsKept() throws IOException {
        String secret = "Zebra-Secret-99";
        Http caller = admin.with("X-Correlation-ID", "keeps-nothing");
        caller.post(
                        WRITE,
                        Json.strict(request(
                                "management",
                                "create",
                                recordJson(
                                        "user",
                                        "users",
                                        "kept",
                                        "{password:'" + secret + "', firebase_token:'fire-" + secret + "'}"))))
                .expect(200);
        caller.post(
                        WRITE,
                        Json.strict(request(
                                "management",
                                "update",
                                recordJson("user", "users", "kept", "{password:'" + secret + "2'}"))))
                .expect(200);
        world.server()
                .http()
                .post("/user/login", Json.strict("{shortname:'kept', password:'" + secret + "x'}"))
                .expectError(401, 10);
        try (Stream<Path> files = Files.walk(world.server().spaces())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
        assertThat(world.server().log()).doesNotContain(secret);
        Reply history = admin.post(
                QUERY,
                Json.strict("{type:'history', space_name:'management', subpath:'users', filter_shortnames:['kept']}"));
        assertThat(history.text()).contains("********").doesNotContain("argon2id");
    }

    @Test
    void s5_13_i6_theAuditLogTellsWhoDidWhat() throws IOException {
        Http caller = admin.with("X-Correlation-ID", "audited-1");
        caller.post(
                        WRITE,
                        Json.strict(request(
                                "management", "create", recordJson("role", "roles", "audited", "{permissions:[]}"))))
                .expect(200);
        world.http(STRANGER)
                .with("X-Correlation-ID", "audited-2")
                .get("/managed/entry/content/edge/pens/blue")
                .expectError(401, 401);
        world.server()
                .http()
                .with("X-Correlation-ID", "audited-3")
                .post("/user/login", Json.strict("{shortname:'omar', password:'wrong'}"))
                .expectError(401, 10);
        caller.get("/managed/reload-security-data").expect(200);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(world.server().data().resolve("log/audit.jsonl"))) {
            JsonNode json = Json.parse(line);
            boolean ofPlugin = json.at("/event").asText().equals("change"); // its lines have a test of their own
            if (json.at("/request_id").asText().startsWith("audited-") && !ofPlugin) {
                assertThat(json.at("/ip").asText()).isEqualTo("127.0.0.1");
                lines.add(json);
            }
        }
        assertThat(lines.stream()
                        .map(l -> l.at("/event").asText() + " " + l.at("/actor").asText()
                                + l.at("/reason").asText()))
                .containsExactly("rights dmart", "denied omar", "login omar13", "reload dmart");
    }

    @Test
    void s5_13_i7_theDocumentOfTheApiShowsNothingOfThisServer() {
        String text = world.server().http().get("/openapi.json").expect(200).text();
        assertThat(text).doesNotContain(world.server().spaces().toString(), "edge", "dmart-world");
    }

    @Test
    void s5_15_m2_malformedCodesAreNoFailures() {
        for (String data : List.of("", ".", "1.", ".1", "x.y", "99999999999999999999.00", "1e3.00", "-1.00")) {
            Reply reply = admin.post(
                    "/qr/validate",
                    Json.strict(
                            "{resource_type:'content', space_name:'edge', subpath:'pens', shortname:'blue', qr_data:'"
                                    + data + "'}"));
            reply.expectError(400, 16);
        }
    }
}
