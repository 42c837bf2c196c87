package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile names and bodies on every endpoint that takes one: the error of the contract, and the files as they were. */
class HostileInputIT {
    private static final List<String> NAMES = List.of(
            "..",
            "../x",
            "../../etc/passwd",
            "/etc/passwd",
            "a/../../b",
            "a\\..\\b",
            "C:\\x",
            "a.b",
            "a-b",
            "a b",
            "a\u0000b",
            "a\nb",
            "a\n",
            "%2e%2e",
            "%2e%2e%2fx",
            "گچپ",
            "é",
            "\uFEFFx",
            "\u202Ex",
            "😀",
            "x".repeat(65),
            "x".repeat(5000),
            ".dm",
            ".",
            "~",
            "$(id)",
            "'; drop table x; --",
            "{{7*7}}");

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 404, 406, 413, 414, 415, 422, 431);

    @TempDir
    static Path folder;

    private static Server server;
    private static Http http;
    private static Map<String, String> before;

    @BeforeAll
    static void start() throws IOException {
        server = Server.in(folder).start();
        http = server.http().admin();
        request("safe", "create", record("space", "/", "safe", Map.of())).expect(200);
        request("safe", "create", record("folder", "/", "docs", Map.of())).expect(200);
        request("safe", "create", record("content", "docs", "kept", Map.of("payload", json(Map.of("n", 1)))))
                .expect(200);
        Files.writeString(folder.resolve("outside.json"), "{}");
        before = tree();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingChanged() throws IOException {
        assertThat(tree()).isEqualTo(before);
        http.get("/health/ready").expect(200);
    }

    static List<String> names() {
        return NAMES;
    }

    /** Some names that no shortname may have are legal as a path of folders. */
    private static boolean isHostilePath(String name) {
        return !name.matches("/?[a-z]+(/[a-z]+)*");
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesInRecords(String name) {
        List<Reply> replies = new ArrayList<>();
        for (String type : List.of("content", "folder", "comment", "user", "schema", "ticket")) {
            replies.add(request("safe", "create", record(type, "docs", name, Map.of())));
            if (isHostilePath(name)) {
                replies.add(request(
                        "safe", "create", record(type, name + "/x", "ok", Map.of("payload", json(Map.of())))));
            }
            for (String change : List.of("update", "patch", "delete", "update_acl", "assign")) {
                replies.add(request("safe", change, record(type, "docs", name, Map.of("owner_shortname", name))));
            }
        }
        replies.add(request(name, "create", record("content", "docs", "x", Map.of())));
        replies.add(request(name, "create", record("space", "/", name, Map.of())));
        replies.add(request("safe", "delete", record("space", "/", name, Map.of())));
        for (String attribute : List.of(
                "src_space_name",
                "src_subpath",
                "src_shortname",
                "dest_space_name",
                "dest_subpath",
                "dest_shortname")) {
            Map<String, Object> move = new LinkedHashMap<>(Map.of(
                    "src_space_name",
                    "safe",
                    "src_subpath",
                    "docs",
                    "src_shortname",
                    "kept",
                    "dest_space_name",
                    "safe",
                    "dest_subpath",
                    "docs",
                    "dest_shortname",
                    "moved"));
            if (attribute.equals("dest_subpath") && !isHostilePath(name)) {
                continue;
            }
            String value = attribute.endsWith("subpath") ? name + "/y" : name;
            move.put(attribute, value);
            replies.add(request("safe", "move", record("content", "docs", "kept", move)));
        }
        replies.forEach(HostileInputIT::assertRefused);
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesOfPayloadFiles(String name) {
        for (Object body : List.of(name, "../" + name, "/" + name, "../../outside.json")) {
            Reply created = request(
                    "safe",
                    "create",
                    record(
                            "media",
                            "docs/kept",
                            "pic",
                            Map.of("payload", Map.of("content_type", "image_png", "body", body, "checksum", name))));
            if (created.status() == 200) {
                http.get("/managed/payload/media/safe/docs/kept/pic.png").expect(404);
                request("safe", "delete", record("media", "docs/kept", "pic", Map.of()))
                        .expect(200);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesInPaths(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        for (String root : List.of("/managed", "/public")) {
            for (String path : List.of(
                    "/entry/content/safe/docs/" + encoded,
                    "/entry/content/" + encoded + "/docs/kept",
                    "/entry/" + encoded + "/safe/docs/kept",
                    "/entry/content/safe/" + encoded + "/kept",
                    "/payload/content/safe/docs/" + encoded + ".json",
                    "/payload/content/safe/docs/kept." + encoded,
                    "/payload/media/safe/" + encoded + "/kept.json")) {
                if (!name.matches("\\.+") || !path.contains("kept.")) {
                    assertRefused(http.get(root + path));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesInQueries(String name) {
        assertRefused(query(Map.of("type", "search", "space_name", name, "subpath", "/")));
        assertRefused(query(Map.of("type", name, "space_name", "safe", "subpath", "/")));
        assertRefused(query(
                Map.of("type", "search", "space_name", "safe", "subpath", "/", "filter_shortnames", List.of(name))));
        assertRefused(
                query(Map.of("type", "search", "space_name", "safe", "subpath", "/", "filter_types", List.of(name))));
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesInUploads(String name) {
        for (String part : List.of("shortname", "subpath", "space", "file")) {
            String record = Reply.write(record(
                    "media",
                    part.equals("subpath") ? "docs/" + name : "docs/kept",
                    part.equals("shortname") ? name : "pic",
                    Map.of()));
            String file = part.equals("file") ? "x." + name.replaceAll("[\"\r\n\u0000]", "_") : "x.png";
            String form = "--b\r\nContent-Disposition: form-data; name=\"space_name\"\r\n\r\n"
                    + (part.equals("space") ? name : "safe")
                    + "\r\n--b\r\nContent-Disposition: form-data; name=\"request_record\"; filename=\"r.json\"\r\n\r\n"
                    + record
                    + "\r\n--b\r\nContent-Disposition: form-data; name=\"payload_file\"; filename=\"" + file
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\nnot a picture\r\n--b--\r\n";
            Reply reply = http.send(
                    "POST",
                    "/managed/resource_with_payload",
                    BodyPublishers.ofString(form),
                    "multipart/form-data; boundary=b");
            if (part.equals("file") && reply.status() == 200) {
                assertThat(reply.json().at("/records/0/attributes/payload/body").asText())
                        .as("the client's file name is never used")
                        .isEqualTo("pic.txt");
                request("safe", "delete", record("media", "docs/kept", "pic", Map.of()))
                        .expect(200);
            } else {
                assertRefused(reply);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{",
                "{\"space_name\":",
                "{}",
                "{\"space_name\":7,\"request_type\":\"create\",\"records\":[]}",
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":{}}",
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[]}",
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[null]}",
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[7,{}]}",
                "{\"space_name\":\"safe\",\"request_type\":\"nonsense\",\"records\":[{}]}",
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[{\"resource_type\":\"content\",\"subpath\":[],\"shortname\":{},\"attributes\":7}]}"
            })
    void bodiesThatFitNoModel(String body) {
        assertRefused(http.post("/managed/request", body));
        assertRefused(http.post("/managed/query", body));
        assertRefused(server.http().post("/user/login", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "is_active=\"yes\"",
                "tags=\"x\"",
                "tags=[1]",
                "displayname=\"x\"",
                "displayname={\"en\":{}}",
                "slug=\"a b\"",
                "payload=7",
                "payload={\"content_type\":\"nonsense\",\"body\":\"x\"}",
                "payload={\"content_type\":\"json\",\"body\":[1]}",
                "relationships={}",
                "is_active=null"
            })
    void attributesOfWrongType(String attribute) {
        int eq = attribute.indexOf('=');
        String attributes = "{\"" + attribute.substring(0, eq) + "\":" + attribute.substring(eq + 1) + "}";
        for (String type : List.of("create", "update")) {
            String name = type.equals("create") ? "fresh" : "kept";
            Reply reply = http.post(
                    "/managed/request",
                    "{\"space_name\":\"safe\",\"request_type\":\"" + type
                            + "\",\"records\":[{\"resource_type\":\"content\",\"subpath\":\"docs\",\"shortname\":\""
                            + name
                            + "\",\"attributes\":" + attributes + "}]}");
            if (type.equals("create") && attribute.equals("is_active=null")) {
                reply.expect(200);
                request("safe", "delete", record("content", "docs", "fresh", Map.of()))
                        .expect(200);
            } else {
                assertRefused(reply);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 1000, 200_000})
    void deepNesting(int depth) {
        String body =
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[{\"resource_type\":\"content\","
                        + "\"subpath\":\"docs\",\"shortname\":\"deep\",\"attributes\":{\"payload\":{\"content_type\":\"json\",\"body\":{\"a\":"
                        + "[".repeat(depth) + "]".repeat(depth) + "}}}}]}";
        http.post("/managed/request", body).expectError(422, 424);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001})
    void tooManyRecords(int count) {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record("content", "docs", "n" + i, Map.of()));
        }
        http.post("/managed/request", Map.of("space_name", "safe", "request_type", "create", "records", records))
                .expectError(422, 424);
    }

    @ParameterizedTest
    @ValueSource(ints = {11})
    void tooLargeBodies(int mebibytes) {
        String body =
                "{\"space_name\":\"safe\",\"request_type\":\"create\",\"records\":[{\"resource_type\":\"content\",\"subpath\":\"docs\","
                        + "\"shortname\":\"big\",\"attributes\":{\"payload\":{\"content_type\":\"text\",\"body\":\""
                        + "x".repeat(mebibytes << 20) + "\"}}}]}";
        http.post("/managed/request", body).expectError(413, 402);
    }

    private static void assertRefused(Reply reply) {
        assertThat(REFUSALS).as(reply.toString()).contains(reply.status());
        assertThat(reply.text()).doesNotContain("Exception", "at cc.dmart", "java.");
        if (reply.status() != 414 && reply.status() != 431 && !reply.text().isEmpty()) {
            assertThat(reply.json().path("status").asText())
                    .as(reply.toString())
                    .isEqualTo("failed");
            assertThat(reply.json().at("/error/code").isInt())
                    .as(reply.toString())
                    .isTrue();
        }
    }

    private static Reply query(Map<String, Object> query) {
        return http.post("/managed/query", query);
    }

    private static Map<String, Object> json(Object body) {
        return Map.of("content_type", "json", "body", body);
    }

    private static Map<String, Object> record(
            String type, String subpath, String name, Map<String, Object> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static Reply request(String space, String type, Map<String, Object> record) {
        return http.post(
                "/managed/request", Map.of("space_name", space, "request_type", type, "records", List.of(record)));
    }

    /** Every file of the test's folder that is no log or derived data, with its content; log lines of the space left out. */
    private static Map<String, String> tree() throws IOException {
        Map<String, String> out = new TreeMap<>();
        List<Path> tops;
        try (Stream<Path> all = Files.list(folder)) {
            tops = all.filter(top -> !top.getFileName().toString().startsWith("data"))
                    .toList();
        }
        for (Path top : tops) { // what is derived comes and goes while it is looked at
            try (Stream<Path> files = Files.walk(top)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString();
                    if (!name.endsWith(".jsonl") && !name.endsWith(".log") && !name.contains("users/.dm/dmart")) {
                        out.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return out;
    }
}
