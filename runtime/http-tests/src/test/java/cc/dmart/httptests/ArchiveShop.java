package cc.dmart.httptests;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A space {@code shop} with one of each kind that an archive holds: folders, schema, entries, text, comment and picture with their
 * histories; and {@code omar}, who sees its pens only. For one thread.
 */
final class ArchiveShop {
    /** Of everybody here. */
    static final String PASSWORD = "Keeper_of_5_keys";

    static final byte[] PNG =
            HexFormat.of().parseHex("89504e470d0a1a0a0000000d494844520000000100000001" + "0802000000");

    private final Http admin;

    private ArchiveShop(Http admin) {
        this.admin = admin;
    }

    /** Makes the space and the account. */
    static ArchiveShop fill(Http admin) {
        ArchiveShop out = new ArchiveShop(admin);
        out.fill();
        return out;
    }

    private void fill() {
        request("shop", "create", record("space", "/", "shop", Map.of("is_active", true)));
        request("shop", "create", record("folder", "/", "pens", Map.of("displayname", Map.of("en", "Pens"))));
        request("shop", "create", record("folder", "/", "inks", Map.of()));
        request(
                "shop",
                "create",
                record(
                        "schema",
                        "schema",
                        "pen",
                        payload(
                                Map.of(
                                        "title",
                                        "pen",
                                        "type",
                                        "object",
                                        "properties",
                                        Map.of("price", Map.of("type", "integer"))),
                                "meta_schema")));
        request(
                "shop",
                "create",
                record("content", "pens", "blue", payload(Map.of("price", 3, "none", List.of(), "zero", 0), "pen")));
        request("shop", "update", record("content", "pens", "blue", payload(Map.of("price", 4), "pen")));
        request(
                "shop",
                "create",
                record(
                        "content",
                        "inks",
                        "page",
                        Map.of("payload", Map.of("content_type", "html", "body", "<b>قلم</b>"))));
        request(
                "shop",
                "create",
                record(
                        "comment",
                        "pens/blue",
                        "note",
                        Map.of(
                                "payload",
                                Map.of("content_type", "comment", "body", Map.of("state", "s", "body", "nice")))));
        request("shop", "update", record("comment", "pens/blue", "note", Map.of("tags", List.of("seen"))));
        upload("media", "pens/blue", "pic");
        request(
                "management",
                "create",
                record(
                        "permission",
                        "permissions",
                        "see_pens",
                        Map.of(
                                "subpaths",
                                Map.of("shop", List.of("pens")),
                                "resource_types",
                                List.of("content", "folder", "media"),
                                "actions",
                                List.of("query", "view"),
                                "conditions",
                                List.of())));
        request("management", "create", record("role", "roles", "clerk", Map.of("permissions", List.of("see_pens"))));
        request(
                "management",
                "create",
                record(
                        "user",
                        "users",
                        "omar",
                        Map.of("password", PASSWORD, "roles", List.of("clerk"), "is_active", true)));
    }

    /** One record of a request that succeeds. */
    void request(String space, String type, Map<String, Object> record) {
        admin.post("/managed/request", Map.of("space_name", space, "request_type", type, "records", List.of(record)))
                .expect(200);
    }

    static Map<String, Object> record(String type, String subpath, String name, Map<String, ?> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static Map<String, Object> payload(Map<String, ?> body, String schema) {
        return Map.of("payload", Map.of("content_type", "json", "schema_shortname", schema, "body", body));
    }

    private void upload(String type, String subpath, String name) {
        String record = Reply.write(record(type, subpath, name, Map.of("is_active", true)));
        Forms.send(
                        admin,
                        "/managed/resource_with_payload",
                        "payload_file",
                        "pic.png",
                        "image/png",
                        PNG,
                        Map.of("space_name", "shop", "request_record", record))
                .expect(200);
    }
}
