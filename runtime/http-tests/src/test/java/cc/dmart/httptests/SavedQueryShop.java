package cc.dmart.httptests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server with a small shop, saved queries in it, and people who may see some or nothing of it. */
abstract class SavedQueryShop {
    private static final String PASSWORD = "Blue-Whale-77";

    @TempDir
    static Path folder;

    static Server server;
    static Http admin;
    static Http clerk;
    static Http nobody;

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

    static void folders() {
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

    static void entries() {
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

    static void queries() {
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

    static Map<String, Object> schema(String name, Map<String, Object> body) {
        return Map.of("payload", json(Map.of("schema_shortname", name, "body", body)));
    }

    /** A query of the space by shortname, with pairs of a name and a value over that. */
    static Map<String, Object> stored(String... members) {
        Map<String, Object> out = new HashMap<>(Map.of("type", "search", "space_name", "shop", "sort_by", "shortname"));
        for (int i = 0; i < members.length; i += 2) {
            out.put(members[i], members[i + 1]);
        }
        return out;
    }

    /** {@code clerk} and everybody may see saved queries and active pens of a price below 10. */
    static void grant() {
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

    static Map<String, Object> schema() {
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

    static Map<String, Object> json(Map<String, Object> more) {
        Map<String, Object> out = new HashMap<>(more);
        out.put("content_type", "json");
        return out;
    }

    static Map<String, Object> record(String type, String subpath, String name, Map<String, ?> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    static Reply admin(String what, String space, Map<String, Object> record) {
        return admin.post(
                "/managed/request", Map.of("space_name", space, "request_type", what, "records", List.of(record)));
    }

    static void create(String type, String subpath, String name, Map<String, ?> attributes) {
        admin("create", "shop", record(type, subpath, name, attributes)).expect(200);
    }

    static void pen(String name, int price, String note, String maker, List<String> tags) {
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

    static void saved(String name, Map<String, Object> query) {
        create("content", "queries", name, Map.of("payload", json(Map.of("body", query))));
    }

    static Map<String, Object> ask(String name, Map<String, ?> parameters) {
        return record("content", "/queries", name, parameters);
    }

    static List<String> names(Reply reply) {
        List<String> out = new ArrayList<>();
        reply.expect(200)
                .json()
                .get("records")
                .forEach(r -> out.add(r.get("shortname").asText()));
        return out;
    }

    static Map<String, Object> query(String subpath, Map<String, Object> more) {
        Map<String, Object> out = new HashMap<>(Map.of(
                "type", "search", "space_name", "shop", "subpath", subpath, "sort_by", "shortname", "limit", 100));
        out.putAll(more);
        return out;
    }

    static List<String> lines(Reply reply) {
        reply.expect(200);
        assertEquals(
                "text/csv; charset=utf-8",
                reply.header("Content-Type").replace(";charset", "; charset").toLowerCase(java.util.Locale.ROOT));
        String text = reply.text();
        assertEquals('\uFEFF', text.charAt(0));
        assertTrue(text.endsWith("\r\n"), text);
        return List.of(text.substring(1).split("\r\n"));
    }
}
