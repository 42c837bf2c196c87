package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documented outcomes of the endpoints, one row each, for three callers: the administrator, an account without any role,
 * and nobody ({@code http-api.md} 1 to 6, {@code wire-examples.md}).
 */
class EndpointIT {
    private static final String PASSWORD = "Blue-Whale-77";
    private static final byte[] PNG = {
        (byte) 0x89,
        'P',
        'N',
        'G',
        0x0D,
        0x0A,
        0x1A,
        0x0A,
        0,
        0,
        0,
        0x0D,
        'I',
        'H',
        'D',
        'R',
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        1,
        8,
        6,
        0,
        0,
        0,
        0x1F,
        0x15,
        (byte) 0xC4,
        (byte) 0x89,
        0,
        0,
        0,
        0,
        'I',
        'E',
        'N',
        'D',
        (byte) 0xAE,
        'B',
        '`',
        (byte) 0x82
    };

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static Http stranger;
    private static Http nobody;

    @BeforeAll
    static void start() {
        server = Server.in(folder).start();
        nobody = server.http();
        admin = nobody.admin();
        change(admin, "shop", "create", record("space", "/", "shop", Map.of())).expect(200);
        change(admin, "shop", "create", record("folder", "/", "pens", Map.of())).expect(200);
        change(
                        admin,
                        "shop",
                        "create",
                        record("schema", "schema", "item", Map.of("payload", json("meta_schema", schema()))))
                .expect(200);
        change(admin, "shop", "create", pen("blue", 3)).expect(200);
        change(admin, "shop", "create", pen("red", 7)).expect(200);
        Map<String, Object> note =
                Map.of("payload", Map.of("content_type", "comment", "body", Map.of("body", "nice", "state", "open")));
        change(admin, "shop", "create", record("comment", "pens/blue", "c1", note))
                .expect(200);
        upload(admin, "/managed", "media", "pens/blue", "pic", "a.png", "image/png", PNG, "")
                .expect(200);
        Map<String, Object> user = Map.of("password", PASSWORD, "roles", List.of());
        change(admin, "management", "create", record("user", "users", "omar", user))
                .expect(200);
        stranger = nobody.login("omar", PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, Object> schema() {
        return Map.of(
                "title",
                "item",
                "type",
                "object",
                "properties",
                Map.of("price", Map.of("type", "integer"), "code", Map.of("type", "string")));
    }

    private static Map<String, Object> record(String type, String subpath, String name, Map<String, ?> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static Map<String, Object> pen(String name, Object price) {
        return record(
                "content",
                "/pens",
                name,
                Map.of("tags", List.of("ink"), "payload", json("item", Map.of("price", price, "code", name))));
    }

    private static Map<String, Object> json(String schema, Map<String, ?> body) {
        return Map.of("content_type", "json", "schema_shortname", schema, "body", body);
    }

    private static Reply change(Http caller, String space, String type, Object... records) {
        return caller.post(
                "/managed/request", Map.of("space_name", space, "request_type", type, "records", List.of(records)));
    }

    private static Reply query(Http caller, String path, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("type", "search", "space_name", "shop", "subpath", "/pens", "filter_types", List.of("content")));
        body.putAll(more);
        return caller.post(path, body);
    }

    private static Reply upload(
            Http caller,
            String family,
            String type,
            String subpath,
            String name,
            String fileName,
            String mediaType,
            byte[] content,
            String sha) {
        String record = "{\"resource_type\":\"" + type + "\",\"subpath\":\"" + subpath + "\",\"shortname\":\"" + name
                + "\",\"attributes\":{\"is_active\":true}}";
        List<String> fields = new ArrayList<>(List.of("space_name", "shop", "request_record", record));
        if (!sha.isEmpty()) {
            fields.addAll(List.of("sha", sha));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.size(); i += 2) {
            out.writeBytes(("--xyz\r\nContent-Disposition: form-data; name=\"" + fields.get(i) + "\"\r\n\r\n"
                            + fields.get(i + 1) + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(("--xyz\r\nContent-Disposition: form-data; name=\"payload_file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: " + mediaType + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(content);
        out.writeBytes("\r\n--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
        return caller.send(
                "POST",
                family + "/resource_with_payload",
                BodyPublishers.ofByteArray(out.toByteArray()),
                "multipart/form-data; boundary=xyz");
    }

    /** A row: a request, the status, the error code (0 = none) and parts of the reply. */
    record Row(String name, Supplier<Reply> request, int status, int code, String... parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, Supplier<Reply> request, int status, int code, String... parts) {
        return new Row(name, request, status, code, parts);
    }

    static Stream<Row> accounts() {
        return Stream.of(
                row(
                        "login",
                        () -> nobody.post("/user/login", Map.of("shortname", "omar", "password", PASSWORD)),
                        200,
                        0,
                        "\"resource_type\":\"user\",\"uuid\":\"",
                        "\"subpath\":\"users\"",
                        "\"access_token\":\"",
                        "\"type\":\"web\""),
                row(
                        "wrong password",
                        () -> nobody.post("/user/login", Map.of("shortname", "omar", "password", "x")),
                        401,
                        10),
                row(
                        "unknown user",
                        () -> nobody.post("/user/login", Map.of("shortname", "none", "password", "x")),
                        401,
                        10),
                row(
                        "two identifiers",
                        () -> nobody.post(
                                "/user/login", Map.of("shortname", "omar", "email", "a@b.co", "password", PASSWORD)),
                        422,
                        420),
                row("no identifier", () -> nobody.post("/user/login", Map.of("password", "x")), 401, 10),
                row("logout of nobody", () -> nobody.post("/user/logout", ""), 200, 0, "\"records\":[]"),
                row(
                        "profile",
                        () -> stranger.get("/user/profile"),
                        200,
                        0,
                        "\"shortname\":\"omar\",\"subpath\":\"users\"",
                        "\"language\":\"",
                        "\"roles\":[]",
                        "\"groups\":[]",
                        "\"permissions\":{",
                        "\"attachments\":{}"),
                row("profile of nobody", () -> nobody.get("/user/profile"), 401, 49),
                row("bad token", () -> nobody.withToken("null").get("/user/profile"), 401, 47),
                row("me", () -> stranger.get("/info/me"), 200, 0, "\"shortname\":\"omar\",\"authenticated\":true"),
                row("me as nobody", () -> nobody.withToken("x").get("/info/me"), 200, 0, "\"authenticated\":false"),
                row(
                        "manifest",
                        () -> admin.get("/info/manifest"),
                        200,
                        0,
                        "\"api\":\"v1\"",
                        "\"plugins\":[",
                        "\"process_id\":"),
                row("manifest for others", () -> stranger.get("/info/manifest"), 200, 0, "\"name\":\"DMART\""),
                row("settings", () -> admin.get("/info/settings"), 200, 0, "\"jwt_secret\":\"******\""),
                row("settings for others", () -> stranger.get("/info/settings"), 401, 401, "\"type\":\"access\""));
    }

    static Stream<Row> changes() {
        return Stream.of(
                row(
                        "create",
                        () -> change(admin, "shop", "create", pen("auto", 1)),
                        200,
                        0,
                        "\"uuid\":\"",
                        "\"subpath\":\"pens\"",
                        "\"is_active\":true",
                        "\"owner_shortname\":\"dmart\"",
                        "\"body\":{"),
                row(
                        "create two, the first exists",
                        () -> change(admin, "shop", "create", pen("blue", 1), pen("green", 1)),
                        400,
                        430,
                        "\"successfull\":[{\"resource_type\":\"content\"",
                        "\"failed\":[{\"record\":\"blue\",\"error\":\"This shortname blue already exists\","
                                + "\"error_code\":400}]"),
                row(
                        "create without permission",
                        () -> change(stranger, "shop", "create", pen("x1", 1)),
                        400,
                        430,
                        "\"successfull\":[]",
                        "\"error_code\":401"),
                row("create as nobody", () -> change(nobody, "shop", "create", pen("x1", 1)), 401, 49),
                row(
                        "create, payload breaks the schema",
                        () -> change(admin, "shop", "create", pen("bad", "x")),
                        400,
                        430,
                        "\"error_code\":402"),
                row("unknown space", () -> change(admin, "nospace", "create", pen("x", 1)), 400, 203),
                row("no records", () -> change(admin, "shop", "create"), 400, 202),
                row(
                        "unknown type of request",
                        () -> change(admin, "shop", "progress_ticket", pen("x", 1)),
                        422,
                        424,
                        "\"loc\":[\"body\",\"request_type\"]"),
                row(
                        "update two, the second is missing",
                        () -> change(
                                admin,
                                "shop",
                                "update",
                                record("content", "pens", "red", Map.of("tags", List.of("r"))),
                                record("content", "pens", "none", Map.of("tags", List.of("r")))),
                        400,
                        430,
                        "\"failed\":[{\"record\":\"none\"",
                        "\"error_code\":220"),
                row(
                        "update",
                        () -> change(
                                admin, "shop", "update", record("content", "pens", "red", Map.of("tags", List.of()))),
                        200,
                        0,
                        "{\"status\":\"success\",\"records\":[]}"),
                row(
                        "update of a stale version",
                        () -> change(
                                admin,
                                "shop",
                                "update",
                                record("content", "pens", "red", Map.of("last_checksum_history", "00"))),
                        400,
                        430,
                        "\"error_code\":409"),
                row(
                        "move without a destination",
                        () -> change(admin, "shop", "move", record("content", "pens", "red", Map.of())),
                        400,
                        430,
                        "\"error_code\":213"),
                row(
                        "move onto another",
                        () -> change(
                                admin,
                                "shop",
                                "move",
                                record(
                                        "content",
                                        "pens",
                                        "red",
                                        Map.of("dest_subpath", "pens", "dest_shortname", "blue"))),
                        400,
                        430,
                        "\"error_code\":400"),
                row(
                        "delete what is not there",
                        () -> change(admin, "shop", "delete", record("content", "pens", "none", Map.of())),
                        400,
                        430,
                        "\"error_code\":220"),
                row(
                        "the management space stays",
                        () -> change(admin, "management", "delete", record("space", "/", "management", Map.of())),
                        400,
                        430,
                        "\"error_code\":204"));
    }

    static Stream<Row> reads() {
        String entry = "/managed/entry/content/shop/pens/blue";
        return Stream.of(
                row("entry", () -> admin.get(entry), 200, 0, "\"shortname\":\"blue\"", "\"attachments\":{}"),
                row(
                        "entry with payload and attachments",
                        () -> admin.get(entry + "?retrieve_json_payload=True&retrieve_attachments=true"),
                        200,
                        0,
                        "\"price\":3",
                        "\"comment\":[{\"resource_type\":\"comment\"",
                        "\"media\":[{",
                        "\"subpath\":\"pens\""),
                row("repeated slashes", () -> admin.get("/managed//entry/content/shop//pens/blue/"), 200, 0),
                row("entry under its old name", () -> admin.get(entry.replace("entry", "meta")), 200, 0),
                row("entry, missing", () -> admin.get("/managed/entry/content/shop/pens/none"), 404, 220),
                row("entry, no permission", () -> stranger.get(entry), 401, 401, "\"type\":\"request\""),
                row("entry, nobody", () -> nobody.get(entry), 401, 49),
                row("entry, unknown type", () -> admin.get("/managed/entry/thing/shop/pens/blue"), 422, 424),
                row("space", () -> admin.get("/managed/entry/space/shop/__root__/shop"), 200, 0),
                row("public entry", () -> admin.get("/public/entry/content/shop/pens/blue"), 401, 401),
                row(
                        "payload, inline JSON",
                        () -> admin.get("/managed/payload/content/shop/pens/blue.json"),
                        200,
                        0,
                        "{\"status\":\"success\",\"attributes\":{",
                        "\"price\":3"),
                row(
                        "payload, no permission",
                        () -> stranger.get("/managed/payload/media/shop/pens/blue/pic.png"),
                        401,
                        401),
                row("payload, none", () -> admin.get("/managed/payload/folder/shop/pens.json"), 404, 220),
                row("payload, bad ext", () -> admin.get("/managed/payload/content/shop/pens/blue.exe"), 422, 424),
                row(
                        "query",
                        () -> query(admin, "/managed/query", Map.of("filter_shortnames", List.of("blue"))),
                        200,
                        0,
                        "\"attributes\":{\"total\":1,\"returned\":1}",
                        "\"space_name\":\"shop\"",
                        "\"subpath\":\"pens\""),
                row(
                        "query without any permission",
                        () -> query(stranger, "/managed/query", Map.of()),
                        200,
                        0,
                        "\"records\":[],\"attributes\":{\"total\":0,\"returned\":0}"),
                row(
                        "query, unknown space",
                        () -> query(admin, "/managed/query", Map.of("space_name", "none")),
                        400,
                        203),
                row(
                        "public query, unknown space",
                        () -> query(nobody, "/public/query", Map.of("space_name", "none")),
                        200,
                        0,
                        "\"total\":0"),
                row("public history", () -> query(nobody, "/public/query", Map.of("type", "history")), 401, 401),
                row(
                        "public query by URL",
                        () -> nobody.get("/public/query/search/shop/pens?limit=1"),
                        200,
                        0,
                        "\"total\":0"),
                row(
                        "no subpath",
                        () -> admin.post("/managed/query", "{\"type\":\"search\",\"space_name\":\"shop\"}"),
                        422,
                        424),
                row("unknown route", () -> admin.get("/nothing/here"), 422, 230),
                row("wrong method", () -> admin.delete("/managed/query"), 422, 230));
    }

    static Stream<Row> uploads() {
        return Stream.of(
                row(
                        "wrong sha",
                        () -> upload(admin, "/managed", "media", "pens/blue", "p2", "a.png", "image/png", PNG, "00"),
                        400,
                        402),
                row(
                        "type that takes none",
                        () -> upload(admin, "/managed", "folder", "/", "f", "a.png", "image/png", PNG, ""),
                        400,
                        219),
                row(
                        "no permission",
                        () -> upload(stranger, "/managed", "media", "pens/blue", "p3", "a.png", "image/png", PNG, ""),
                        401,
                        401),
                row(
                        "bad extension",
                        () -> upload(admin, "/managed", "media", "pens/blue", "p4", "a.exe", "image/png", PNG, ""),
                        400,
                        402),
                row(
                        "something else than it says",
                        () -> upload(
                                admin, "/managed", "media", "pens/blue", "p5", "a.png", "image/png", new byte[50], ""),
                        406,
                        217),
                row(
                        "as nobody, to the public",
                        () -> upload(nobody, "/public", "media", "pens/blue", "p6", "a.png", "image/png", PNG, ""),
                        401,
                        401));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"accounts", "changes", "reads", "uploads"})
    void answers(Row row) {
        Reply reply = row.request.get();
        if (row.code == 0) {
            reply.expect(row.status);
        } else {
            reply.expectError(row.status, row.code);
            assertThat(reply.text())
                    .startsWith("{\"status\":\"failed\",\"error\":{")
                    .doesNotContain("null");
        }
        for (String part : row.parts) {
            assertThat(reply.text()).contains(part);
        }
        assertThat(reply.header("X-Correlation-ID")).isNotEmpty();
        assertThat(reply.header("x-server-time")).isNotEmpty();
    }

    @Test
    void aFileComesBackAsItWent() {
        String path = "/managed/payload/media/shop/pens/blue/pic.png";
        Reply whole = admin.get(path).expect(200);
        assertThat(whole.body()).isEqualTo(PNG);
        assertThat(whole.header("Content-Type")).isEqualTo("image/png");
        assertThat(whole.header("Cache-Control")).isEqualTo("private, no-store");
        String tag = whole.header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{64}\"");
        assertThat(admin.with("If-None-Match", tag).get(path).expect(304).body())
                .isEmpty();
        Reply part = admin.with("Range", "bytes=1-3").get(path).expect(206);
        assertThat(part.text()).isEqualTo("PNG");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 1-3/" + PNG.length);
        admin.with("Range", "bytes=999-").get(path).expect(416);
    }

    @Test
    void aLoggedOutTokenIsDead() {
        Http session = nobody.login("omar", PASSWORD);
        session.get("/user/profile").expect(200);
        session.post("/user/logout", "").expect(200);
        session.get("/user/profile").expectError(401, 49);
        session.get("/info/me").expect(200);
    }

    @Test
    void theCookieIsASessionToo() {
        Reply login = nobody.post("/user/login", Map.of("shortname", "omar", "password", PASSWORD))
                .expect(200);
        String cookie = login.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/").doesNotContain("Secure");
        Http browser = nobody.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
        browser.get("/user/profile").expect(200);
        Reply foreign = query(browser.with("Sec-Fetch-Site", "cross-site"), "/managed/query", Map.of());
        foreign.expectError(403, 401);
    }
}
