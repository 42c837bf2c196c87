package cc.dmart.httptests.contract;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.client.Entries;
import cc.dmart.client.FilePart;
import java.util.Base64;

/** A space with a folder of pens, as most rows need one. */
final class Shop {
    /** A picture of one pixel. */
    static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private Shop() {}

    /** Makes it: schema {@code item}, {@code pens/blue} with a comment and a picture, {@code pens/red}. */
    static void make(World world, String space) {
        Entries entries = world.client(Caller.ADMIN).entries();
        entries.createSpace(space, JsonObject.EMPTY);
        entries.create(space, record("folder", "/", "pens", "{}"));
        entries.create(
                space,
                record(
                        "schema",
                        "schema",
                        "item",
                        "{payload:{content_type:'json', schema_shortname:'meta_schema', body:{title:'item', type:'object',"
                                + "properties:{price:{type:'integer'}, code:{type:'string'}}}}}"));
        entries.create(space, pen("blue", 3));
        entries.create(space, pen("red", 7));
        entries.create(
                space,
                record(
                        "comment",
                        "pens/blue",
                        "c1",
                        "{payload:{content_type:'comment', body:{body:'nice', state:'open'}}}"));
        entries.upload(
                space, record("media", "pens/blue", "pic", "{is_active:true}"), FilePart.of("a.png", "image/png", PNG));
    }

    static WireRecord pen(String name, int price) {
        return record("content", "pens", name, penAttributes(name, price));
    }

    private static String penAttributes(String name, Object price) {
        return "{tags:['ink'], payload:{content_type:'json', schema_shortname:'item', body:{price:" + price + ", code:'"
                + name + "'}}}";
    }

    /** The JSON of a record with a pen. */
    static String penJson(String name, Object price) {
        return recordJson("content", "pens", name, penAttributes(name, price));
    }

    static String recordJson(String type, String subpath, String name, String attributes) {
        return "{resource_type:'" + type + "', subpath:'" + subpath + "', shortname:'" + name + "', attributes:"
                + attributes + "}";
    }

    /** The body of a managed request. */
    static String request(String space, String type, String... records) {
        return "{space_name:'" + space + "', request_type:'" + type + "', records:[" + String.join(",", records) + "]}";
    }

    /** Sends a managed request as administrator, which must succeed. */
    static void send(World world, String space, String type, String... records) {
        world.admin()
                .post("/managed/request", Json.strict(request(space, type, records)))
                .expect(200);
    }

    /** An account with one permission, which has the name of its role. */
    static void account(World world, String user, String role, String permission) {
        send(
                world,
                "management",
                "create",
                recordJson("permission", "permissions", role, permission),
                recordJson("role", "roles", role, "{permissions:['" + role + "']}"),
                recordJson("user", "users", user, "{password:'" + World.PASSWORD + "', roles:['" + role + "']}"));
    }

    /** A permission and a role of visitors who have not logged in; the names of the role's permissions are quoted. */
    static void visitors(World world, String permission, String rules, String role, String permissions) {
        send(
                world,
                "management",
                "create",
                recordJson("permission", "permissions", permission, rules),
                recordJson("role", "roles", role, "{permissions:[" + permissions + "]}"));
        send(world, "management", "update", recordJson("user", "users", "anonymous", "{roles:['" + role + "']}"));
    }

    static WireRecord record(String type, String subpath, String name, String attributes) {
        JsonObject object = JsonCodec.parse(Json.strict(attributes)).asObject().orElseThrow();
        return WireRecord.of(ResourceType.of(type).orElseThrow(), name, subpath, object);
    }
}
