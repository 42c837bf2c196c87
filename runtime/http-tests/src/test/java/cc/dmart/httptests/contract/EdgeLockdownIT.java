package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
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
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of {@code security.md} 5.7 to 5.9, 5.13 and 5.15 that show only over HTTP; names begin with their number. */
class EdgeLockdownIT extends LockdownSuite {
    private static final String EVERYTHING = "{type:'search', space_name:'edge', subpath:'/'}";

    @BeforeAll
    void edge() {
        space("edge");
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
            out.add(row("foreign", "short link, " + what)
                    .header("Cookie", cookie)
                    .header(foreign[0], foreign[1])
                    .get("/managed/shortening/edge/pens/red")
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
                "/managed;x=1/entry/content/edge/pens/blue",
                "/managed/entry;/content/edge/pens/blue",
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

    /** Logins, logouts, resets, locks, exports and imports, each with who, from where and in which request. */
    @Test
    void s5_13_i6_eachWayInAndOutIsTold() throws IOException {
        admin.post(WRITE, Json.strict(request("management", "create", user("told", "roles:[]"))))
                .expect(200);
        Http nobody = world.server().http();
        String token = nobody.with("X-Correlation-ID", "ways-1")
                .post("/user/login", Json.strict("{shortname:'told', password:'" + World.PASSWORD + "'}"))
                .expect(200)
                .json()
                .at("/records/0/attributes/access_token")
                .asText();
        nobody.withToken(token)
                .with("X-Correlation-ID", "ways-2")
                .post("/user/logout", "{\"all\":true}")
                .expect(200);
        Http caller = admin.with("X-Correlation-ID", "ways-3");
        caller.post("/user/reset", "{\"shortname\":\"told\"}").expect(200);
        byte[] pens = caller.post("/managed/export", Json.strict("{space_name:'edge', subpath:'/pens'}"))
                .expect(200)
                .body();
        caller.send("POST", "/managed/import", BodyPublishers.ofByteArray(pens), "application/zip")
                .expect(200);
        for (int i = 0; i < 5; i++) {
            nobody.with("X-Correlation-ID", "ways-4")
                    .post("/user/login", Json.strict("{shortname:'told', otp:'000000'}"))
                    .expectError(401, 10);
        }
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(world.server().data().resolve("log/audit.jsonl"))) {
            JsonNode json = Json.parse(line);
            String event = json.at("/event").asText();
            boolean ofChanges = event.equals("change") || event.equals("rights"); // what follows from it
            if (json.at("/request_id").asText().startsWith("ways-") && !ofChanges) {
                assertThat(json.at("/ip").asText()).as(line).isEqualTo("127.0.0.1");
                lines.add(json.at("/request_id").asText().substring(5) + " " + event + " "
                        + json.at("/actor").asText() + " " + json.at("/account").asText()
                        + json.at("/result").asText());
            }
        }
        assertThat(lines)
                .containsSubsequence(
                        "1 login told ok", "2 logout told ", "3 reset dmart told", "3 export dmart ", "3 import dmart ")
                .endsWith("4 lock told ", "4 login told failed");
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
