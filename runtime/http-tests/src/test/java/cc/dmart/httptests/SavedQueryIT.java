package cc.dmart.httptests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Saved queries and tables ({@code query.md} 4.4, 8; {@code http-api.md} 4.7, 4.8, 4.13, 5). */
class SavedQueryIT {
    private static final String PASSWORD = "Blue-Whale-77";

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static Http clerk;
    private static Http nobody;

    @BeforeAll
    static void start() {
        server = Server.in(folder).with("DMART_MAX_QUERY_LIMIT", "3").start();
        nobody = server.http();
        admin = nobody.admin();
        create("space", "/", "shop", Map.of());
        folders();
        entries();
        queries();
        grant();
    }

    private static void folders() {
        Map<String, Object> columns = Map.of(
                "csv_columns",
                List.of(
                        Map.of("key", "shortname", "name", "Name"),
                        Map.of("key", "payload.body.price", "name", "Price"),
                        Map.of("key", "attributes.payload.body.note", "name", "Note"),
                        Map.of("key", "tags", "name", "Tags"),
                        Map.of("key", "payload.body.parts", "name", "Parts"),
                        Map.of("key", "is_active", "name", "Active"),
                        Map.of("key", "created_at", "name", "Since"),
                        Map.of("key", "attachments.comment.payload.body.state", "name", "States"),
                        Map.of("key", "payload.body.nothing", "name", "Nothing")));
        create("folder", "/", "pens", Map.of("payload", json(Map.of("body", columns))));
        create("folder", "/", "plain", Map.of());
        create("folder", "/", "loaded", Map.of());
        create("folder", "/", "queries", Map.of());
    }

    private static void entries() {
        create(
                "schema",
                "schema",
                "item",
                Map.of("payload", json(Map.of("schema_shortname", "meta_schema", "body", schema()))));
        pen("blue", 4, "=1+1", "alice", List.of("ink", "new"));
        pen("red", 7, "say \"hi\", twice", "bob", List.of());
        pen("green", 12, "\u0642\u0644\u0645 \u0623\u062e\u0636\u0631", "carol", List.of("ink"));
        create(
                "comment",
                "pens/blue",
                "c1",
                Map.of("payload", Map.of("content_type", "comment", "body", Map.of("body", "x", "state", "open"))));
        create(
                "content",
                "plain",
                "p1",
                Map.of("payload", json(Map.of("body", Map.of("b", 1, "a", Map.of("z", true))))));
    }

    private static void queries() {
        saved(
                "by_maker",
                stored("subpath", "/pens", "search", "@payload.body.maker:$maker @payload.body.price:[$low $high]"));
        saved("by_word", stored("subpath", "/nowhere", "query_subpath", "/pens", "search", "$word -@shortname:$but"));
        saved("no_query", Map.of("colour", "red"));
        create("content", "queries", "text", Map.of("payload", Map.of("content_type", "text", "body", "hello")));
        Map<String, Object> meta = Map.of("title", "report", "type", "object");
        create("schema", "schema", "report", schema("meta_schema", meta));
        Map<String, Object> report =
                stored("subpath", "/pens", "search", "@payload.body.price:>$least", "sort_by", "payload.body.price");
        create("content", "queries", "dear", schema("report", Map.of("title", "Pens", "query", report)));
    }

    private static Map<String, Object> schema(String name, Map<String, Object> body) {
        return Map.of("payload", json(Map.of("schema_shortname", name, "body", body)));
    }

    /** A query of the space by shortname, with pairs of a name and a value over that. */
    private static Map<String, Object> stored(String... members) {
        Map<String, Object> out = new HashMap<>(Map.of("type", "search", "space_name", "shop", "sort_by", "shortname"));
        for (int i = 0; i < members.length; i += 2) {
            out.put(members[i], members[i + 1]);
        }
        return out;
    }

    /** {@code clerk} and everybody may see saved queries and active pens of a price below 10. */
    private static void grant() {
        Map<String, Object> permission = Map.of(
                "subpaths", Map.of("shop", List.of("queries", "pens")),
                "resource_types", List.of("content"),
                "actions", List.of("query", "view"),
                "conditions", List.of("is_active"),
                "filter_fields_values", "@payload.body.price:<10");
        Map<String, Object> reading = Map.of(
                "subpaths", Map.of("shop", List.of("queries")),
                "resource_types", List.of("content"),
                "actions", List.of("query", "view"));
        admin("create", "management", record("permission", "permissions", "cheap", permission))
                .expect(200);
        admin("create", "management", record("permission", "permissions", "world", reading))
                .expect(200);
        admin("create", "management", record("role", "roles", "clerk", Map.of("permissions", List.of("cheap"))))
                .expect(200);
        admin(
                        "create",
                        "management",
                        record("user", "users", "clerk", Map.of("password", PASSWORD, "roles", List.of("clerk"))))
                .expect(200);
        admin("create", "management", record("role", "roles", "guest", Map.of("permissions", List.of())))
                .expect(200);
        admin("update", "management", record("user", "users", "anonymous", Map.of("roles", List.of("guest"))))
                .expect(200);
        clerk = nobody.login("clerk", PASSWORD);
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
                "required",
                List.of("price"),
                "properties",
                Map.of(
                        "price", Map.of("type", "integer"),
                        "in_stock", Map.of("type", "boolean"),
                        "labels", Map.of("type", "array", "items", Map.of("type", "string")),
                        "maker",
                                Map.of(
                                        "type",
                                        "object",
                                        "properties",
                                        Map.of(
                                                "country",
                                                Map.of(
                                                        "type",
                                                        "object",
                                                        "properties",
                                                        Map.of("code", Map.of("type", "integer")))))));
    }

    private static Map<String, Object> json(Map<String, Object> more) {
        Map<String, Object> out = new HashMap<>(more);
        out.put("content_type", "json");
        return out;
    }

    private static Map<String, Object> record(String type, String subpath, String name, Map<String, ?> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static Reply admin(String what, String space, Map<String, Object> record) {
        return admin.post(
                "/managed/request", Map.of("space_name", space, "request_type", what, "records", List.of(record)));
    }

    private static void create(String type, String subpath, String name, Map<String, ?> attributes) {
        admin("create", "shop", record(type, subpath, name, attributes)).expect(200);
    }

    private static void pen(String name, int price, String note, String maker, List<String> tags) {
        Map<String, Object> body = Map.of(
                "price",
                price,
                "note",
                note,
                "maker",
                maker,
                "parts",
                List.of(Map.of("n", 1, "k", "cap"), Map.of("n", 2)));
        create("content", "pens", name, Map.of("tags", tags, "payload", json(Map.of("body", body))));
    }

    private static void saved(String name, Map<String, Object> query) {
        create("content", "queries", name, Map.of("payload", json(Map.of("body", query))));
    }

    private static Map<String, Object> ask(String name, Map<String, ?> parameters) {
        return record("content", "/queries", name, parameters);
    }

    private static List<String> names(Reply reply) {
        List<String> out = new ArrayList<>();
        reply.expect(200)
                .json()
                .get("records")
                .forEach(r -> out.add(r.get("shortname").asText()));
        return out;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "by_maker;{\"maker\":\"bob\"};red",
                "by_maker;{\"maker\":[\"bob\",\"alice\"]};blue,red",
                "by_maker;{};blue,green,red",
                "by_maker;{\"low\":5,\"high\":20};green,red",
                "by_maker;{\"maker\":\"carol\",\"low\":5,\"high\":\"+inf\"};green",
                "by_maker;{\"limit\":1,\"offset\":1};green",
                "by_maker;{\"from_date\":\"2999-01-01\"};``",
                "by_word;{\"word\":\"twice\"};red",
                "by_word;{\"but\":\"red\"};blue,green",
                "dear;{\"least\":4};red,green",
                "dear;{};blue,red,green",
                // values that try to say more than a value
                "by_maker;{\"maker\":\"x | @shortname:red\"};``",
                "by_maker;{\"maker\":\"x) | (@is_active:true\"};``",
                "by_maker;{\"maker\":\"x\\\\\"};``",
                "by_maker;{\"maker\":\"*\"};``",
                "by_maker;{\"maker\":\"!bob\"};``",
                "by_maker;{\"maker\":\">a\"};``",
                "by_maker;{\"maker\":\"[a z]\"};``",
                "by_maker;{\"maker\":\"{bob}\"};``",
                "by_word;{\"word\":\"OR\"};``",
                "by_word;{\"word\":\"zzz OR red\"};``",
                "by_word;{\"word\":\"-twice\"};red",
                "by_word;{\"word\":\"@maker:bob\"};``",
                "by_word;{\"word\":\"$but\",\"but\":\"red\"};``",
            })
    void parametersAreValues(String name, String parameters, String expected) {
        for (String verb : List.of("excute", "execute")) {
            Reply reply = admin.post(
                    "/managed/" + verb + "/query/shop",
                    "{\"resource_type\":\"content\",\"subpath\":\"queries\",\"shortname\":\"" + name
                            + "\",\"attributes\":" + parameters + "}");
            assertEquals(expected, String.join(",", names(reply)), reply.toString());
        }
    }

    @Test
    void theOtherBodyForm() {
        Reply reply = admin.post(
                "/managed/execute/query/shop",
                Map.of(
                        "shortname",
                        "by_maker",
                        "subpath",
                        "/queries",
                        "query_overrides",
                        Map.of("limit", 1, "sort_type", "descending")));
        assertEquals(List.of("red"), names(reply));
        assertEquals(3, reply.json().at("/attributes/total").asInt());
    }

    /** The definition grants nothing: rows are those that the caller sees. */
    @Test
    void runsAsTheCaller() {
        assertEquals(
                List.of("blue", "red"), names(clerk.post("/managed/excute/query/shop", ask("by_maker", Map.of()))));
        assertEquals(List.of(), names(nobody.post("/public/excute/query/shop", ask("by_maker", Map.of()))));
        assertEquals(
                List.of(),
                names(nobody.post(
                        "/public/execute/query/shop", ask("by_maker", Map.of("filter_shortnames", List.of("red"))))));
        nobody.post("/managed/excute/query/shop", ask("by_maker", Map.of())).expectError(401, 49);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "query;missing;{};404;db;220",
                "query;no_query;{};400;media;220",
                "query;text;{};400;media;220",
                "query;by_maker;{\"low\":\"5 9] @x:[1\",\"high\":9};400;request;402",
                "query;by_word;{\"word\":[\"a\",\"b\"]};400;request;402",
                "query;by_maker;{\"limit\":-7};422;validation;424",
                "other;by_maker;{};400;request;217",
            })
    void errors(String task, String name, String parameters, int status, String type, int code) {
        String body = "{\"resource_type\":\"content\",\"subpath\":\"queries\",\"shortname\":\"" + name
                + "\",\"attributes\":" + parameters + "}";
        Reply reply = admin.post("/managed/excute/" + task + "/shop", body).expectError(status, code);
        assertEquals(type, reply.json().at("/error/type").asText());
        if (name.equals("by_maker") && status == 400 && code == 402) {
            clerk.post("/managed/csv/shop", body).expectError(status, code);
        }
    }

    private static Map<String, Object> query(String subpath, Map<String, Object> more) {
        Map<String, Object> out = new HashMap<>(Map.of(
                "type", "search", "space_name", "shop", "subpath", subpath, "sort_by", "shortname", "limit", 100));
        out.putAll(more);
        return out;
    }

    private static List<String> lines(Reply reply) {
        reply.expect(200);
        assertEquals(
                "text/csv; charset=utf-8",
                reply.header("Content-Type").replace(";charset", "; charset").toLowerCase(java.util.Locale.ROOT));
        String text = reply.text();
        assertEquals('\uFEFF', text.charAt(0));
        assertTrue(text.endsWith("\r\n"), text);
        return List.of(text.substring(1).split("\r\n"));
    }

    @Test
    void columnsOfTheFolder() {
        Reply reply = admin.post("/managed/csv", query("/pens", Map.of()));
        List<String> lines = lines(reply);
        assertEquals("attachment; filename=\"shop__pens.csv\"", reply.header("Content-Disposition"));
        assertEquals("Name,Price,Note,Tags,Parts,Active,Since,States", lines.get(0));
        String since = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
        assertTrue(
                lines.get(1).matches("blue,4,'=1\\+1,ink\\|new,1\\|cap\\|2,true," + since + ",open")
                        || lines.get(1).matches("blue,4,'=1\\+1,ink\\|new,cap\\|1\\|2,true," + since + ",open"),
                lines.get(1));
        assertTrue(lines.get(2).startsWith("green,12,\u0642\u0644\u0645 \u0623\u062e\u0636\u0631,ink,"), lines.get(2));
        assertTrue(lines.get(3).startsWith("red,7,\"say \"\"hi\"\", twice\",,"), lines.get(3));
        assertEquals(4, lines.size());
    }

    /** The largest page, here 3 rows, bounds replies and not tables. */
    @Test
    void tablesHaveAllRows() {
        for (int limit : new int[] {-1, 5, 100}) {
            assertEquals(
                    6,
                    lines(admin.post("/managed/csv", query("/queries", Map.of("limit", limit))))
                            .size());
        }
        assertEquals(
                3,
                lines(admin.post("/managed/csv", query("/queries", Map.of("limit", 2))))
                        .size());
        assertEquals(
                3,
                names(admin.post("/managed/query", query("/queries", Map.of("limit", -1))))
                        .size());
        Reply whole = admin.post("/managed/csv", query("/", Map.of("type", "random", "limit", -1)))
                .expectError(400, 430);
        assertEquals("query", whole.json().at("/error/type").asText());
    }

    /** What a filter makes is the table: a row for each value, with the columns of the folder or those that the values have. */
    @Test
    void aFilterShapesTheTable() {
        String shape = "map({name: .shortname, n: .attributes.payload.body.b})";
        assertEquals(
                List.of("n,name", "1,p1"),
                lines(admin.post("/managed/csv", query("/plain", Map.of("jq_filter", shape)))));
        List<String> records = lines(admin.post("/managed/csv", query("/pens", Map.of("jq_filter", ".[1:2]"))));
        assertEquals(2, records.size());
        assertTrue(records.get(0).startsWith("Name,Price,"), records.get(0));
        assertTrue(records.get(1).startsWith("green,12,"), records.get(1));
        List<String> names = lines(admin.post("/managed/csv", query("/plain", Map.of("jq_filter", ".[].shortname"))));
        assertEquals(List.of("value", "p1"), names);
    }

    @Test
    void emptyAndGeneric() {
        assertEquals(
                List.of("Name,Price,Note,Tags,Parts,Active,Since,States,Nothing"),
                lines(admin.post("/managed/csv", query("/pens", Map.of("search", "zzzz")))));
        List<String> plain = lines(admin.post("/managed/csv", query("/plain", Map.of())));
        List<String> header = List.of(plain.get(0).split(","));
        assertEquals(List.of("resource_type", "shortname", "subpath", "uuid"), header.subList(0, 4));
        List<String> keys = header.subList(4, header.size());
        assertEquals(List.copyOf(new TreeSet<>(keys)), keys);
        assertTrue(keys.containsAll(List.of("payload.body.a.z", "payload.body.b", "space_name")), keys.toString());
        assertTrue(plain.get(1).startsWith("content,p1,plain,"), plain.get(1));
        assertEquals(
                List.of("resource_type,shortname,subpath,uuid"),
                lines(admin.post("/managed/csv", query("/nowhere", Map.of()))));
        admin.post("/managed/csv", Map.of("type", "search", "space_name", "nospace", "subpath", "/"))
                .expectError(400, 203);
        admin.post("/managed/csv", Map.of("type", "search", "space_name", "shop"))
                .expectError(422, 424);
        nobody.post("/managed/csv", query("/pens", Map.of())).expectError(401, 49);
    }

    @Test
    void tableOfASavedQuery() {
        List<String> lines = lines(admin.post("/managed/csv/shop", ask("by_maker", Map.of("maker", "bob"))));
        assertTrue(lines.get(0).startsWith("resource_type,shortname,subpath,uuid,"), lines.get(0));
        assertTrue(lines.get(1).startsWith("content,red,pens,"), lines.get(1));
        assertEquals(2, lines.size());
        assertEquals(
                3,
                lines(clerk.post("/managed/csv/shop", ask("by_maker", Map.of())))
                        .size());
        Reply none = admin.post("/managed/csv/shop", ask("by_maker", Map.of("maker", "nobody")))
                .expectError(400, 220);
        assertEquals("media", none.json().at("/error/type").asText());
        admin.post("/managed/csv/shop", ask("no_query", Map.of())).expectError(400, 220);
        assertEquals(
                4,
                lines(admin.post("/managed/csv/shop", query("/pens", Map.of()))).size());
    }

    private static Reply load(Http who, String path, byte[] file) {
        String boundary = "----b";
        byte[] head = ("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"resources_file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        return who.send(
                "POST",
                "/managed/resources_from_csv/" + path,
                BodyPublishers.ofByteArrays(List.of(head, file, tail)),
                "multipart/form-data; boundary=" + boundary);
    }

    private static Reply load(Http who, String path, String file) {
        return load(who, path, file.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode entry(String name) {
        return admin.get("/managed/entry/content/shop/loaded/" + name + "?retrieve_json_payload=true")
                .expect(200)
                .json();
    }

    @Test
    void rowsBecomeEntries() {
        String file = String.join(
                "\r\n",
                "\uFEFFshortname,price,in_stock,labels,maker.country.code,displayname.en,tags,is_active,owner_shortname,other",
                "n1,\"1,200\",yes,\"[\"\"a\"\",2]\",7,Pen one,\"[x, y]\",,mallory,\u0642\u0644\u0645",
                "n1,5,,,,,,,,",
                "n2,five,,,,,,,,",
                "n3,,true,,,,,,,",
                ",9,,,,,,no,,",
                "bad name,9,,,,,,,,");
        JsonNode reply =
                load(admin, "content/shop/loaded/item", file).expect(200).json();
        assertEquals(2, reply.at("/attributes/success_count").asInt(), reply.toString());
        JsonNode failed = reply.at("/attributes/failed_shortnames");
        List<String> names = new ArrayList<>();
        failed.forEach(f -> names.add(f.fieldNames().next()));
        assertEquals(List.of("n1", "n2", "n3", "bad name"), names, failed.toString());
        assertEquals("400", failed.at("/0/n1").asText());
        assertEquals("This shortname n1 already exists", failed.at("/0/error").asText());
        JsonNode n1 = entry("n1");
        assertEquals(
                "{\"price\":1200,\"in_stock\":true,\"labels\":[\"a\",\"2\"],\"maker\":{\"country\":{\"code\":7}},\"other\":\"\u0642\u0644\u0645\"}",
                n1.at("/payload/body").toString());
        assertEquals("item", n1.at("/payload/schema_shortname").asText());
        assertEquals(
                List.of("dmart", "Pen one", "true", "[\"x\",\"y\"]"),
                List.of(
                        n1.get("owner_shortname").asText(),
                        n1.at("/displayname/en").asText(),
                        n1.get("is_active").asText(),
                        n1.get("tags").toString()));
        JsonNode update = load(admin, "content/shop/loaded/item?is_update=true", "shortname,price\nn1,3\nnone,4\n")
                .expect(200)
                .json();
        assertEquals(1, update.at("/attributes/success_count").asInt());
        assertEquals("404", update.at("/attributes/failed_shortnames/0/none").asText());
        assertEquals(3, entry("n1").at("/payload/body/price").asInt());
        assertTrue(entry("n1").at("/payload/body/in_stock").asBoolean());
        JsonNode denied = load(clerk, "content/shop/loaded/item", "shortname,price\nn9,3\n")
                .expect(200)
                .json();
        assertEquals("401", denied.at("/attributes/failed_shortnames/0/n9").asText());
    }

    @Test
    void allOrNone() {
        String file = "shortname,price\na1,1\na2,2\na1,3\na3,x\n";
        JsonNode reply = load(admin, "content/shop/loaded/item?all_or_none=true", file)
                .expect(200)
                .json();
        assertEquals(0, reply.at("/attributes/success_count").asInt());
        assertEquals(2, reply.at("/attributes/failed_shortnames").size(), reply.toString());
        admin.get("/managed/entry/content/shop/loaded/a1").expectError(404, 220);
        JsonNode whole = load(admin, "content/shop/loaded/item?all_or_none=true", "shortname,price\na1,1\na2,2\n")
                .expect(200)
                .json();
        assertEquals(2, whole.at("/attributes/success_count").asInt());
    }

    /** Without a schema segment the whole path may be a folder; a table that was exported comes back as it was. */
    @Test
    void withoutSchemaAndBack() {
        JsonNode reply = load(admin, "content/shop/loaded", "shortname,price,subpath\nf1,5,ignored\n")
                .expect(200)
                .json();
        assertEquals(1, reply.at("/attributes/success_count").asInt(), reply.toString());
        assertEquals("{\"price\":\"5\"}", entry("f1").at("/payload/body").toString());
        Reply table = admin.post("/managed/csv", query("/plain", Map.of()));
        JsonNode back =
                load(admin, "content/shop/loaded", table.body()).expect(200).json();
        assertEquals(1, back.at("/attributes/success_count").asInt(), back.toString());
        assertEquals(
                "{\"a\":{\"z\":\"true\"},\"b\":\"1\"}",
                entry("p1").at("/payload/body").toString());
        load(admin, "content/shop/loaded/nosuch", "shortname\na\n").expectError(404, 220);
    }

    @Test
    void whatIsNoTableChangesNothing() {
        load(admin, "content/shop/loaded/item", "").expectError(400, 202);
        load(admin, "content/shop/loaded/item", "\uFEFF\r\n\r\n").expectError(400, 202);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz2,\"open\n")
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz\u0000,2\n")
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", ("shortname,price" + ",x".repeat(1_000_000) + "\nz1,1\n"))
                .expectError(413, 402);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz2," + "9".repeat(2 << 20) + "\n")
                .expectError(413, 402);
        load(admin, "content/shop/loaded/item", new byte[] {
                    's', 'h', 'o', 'r', 't', 'n', 'a', 'm', 'e', '\n', 'z', '1', '\n', (byte) 0xFF
                })
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", "shortname,a..b\nz1,1\n").expectError(400, 402);
        load(admin, "content/nospace/loaded/item", "shortname\nz1\n").expectError(400, 203);
        load(admin, "cow/shop/loaded/item", "shortname\nz1\n").expectError(422, 424);
        load(admin, "comment/shop/loaded/item", "shortname\nz1\n").expectError(400, 217);
        admin.post("/managed/resources_from_csv/content/shop/loaded/item", Map.of())
                .expectError(415, 402);
        load(nobody, "content/shop/loaded/item", "shortname\nz1\n").expectError(401, 49);
        admin.get("/managed/entry/content/shop/loaded/z1").expectError(404, 220);
    }
}
