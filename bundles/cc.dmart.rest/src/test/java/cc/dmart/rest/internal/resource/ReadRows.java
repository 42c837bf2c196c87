package cc.dmart.rest.internal.resource;

import static cc.dmart.rest.internal.resource.EndpointRows.SARA;
import static cc.dmart.rest.internal.resource.EndpointRows.error;
import static cc.dmart.rest.internal.resource.EndpointRows.get;

import cc.dmart.rest.internal.resource.EndpointRows.Row;
import java.util.stream.Stream;

/** One row per documented outcome of reading entries and payloads ({@code http-api.md} 4.3, 4.5, 5). */
final class ReadRows {
    private ReadRows() {}

    static Stream<Row> reads() {
        return Stream.of(
                get(
                        "entry",
                        "/managed/entry/content/shop/pens/blue",
                        SARA,
                        200,
                        "{\"uuid\":\"u1\",\"shortname\":\"blue\",\"at\":\"shop:/pens/blue(content)\",\"by\":\"sara\","
                                + "\"options\":\"false false []\",\"payload\":{\"body\":{\"price\":3}},"
                                + "\"attachments\":{}}"),
                get(
                        "entry with everything",
                        "/managed/entry/content/shop/a/b/c?retrieve_json_payload=True&retrieve_attachments=1"
                                + "&filter_attachments_types=comment",
                        SARA,
                        200,
                        "\"options\":\"true true [COMMENT]\"",
                        "\"attachments\":{\"comment\":[{\"resource_type\":\"comment\",\"uuid\":\"u2\""),
                get("entry at the root", "/managed/entry/folder/shop/users", SARA, 200, "shop:/users(folder)"),
                get("entry at __root__", "/managed/entry/folder/shop/__root__/users", SARA, 200, "shop:/users("),
                get("old name", "/managed/meta/content/shop/pens/blue", SARA, 200, "\"uuid\":\"u1\""),
                get("repeated and trailing slashes", "//managed//entry/content/shop//p/x/", SARA, 200, "shop:/p/x("),
                get("Arabic", "/managed/entry/content/shop/pens/%D9%82%D9%84%D9%85", SARA, 200, "\"قلم\""),
                get("missing entry", "/managed/entry/content/shop/pens/missing", SARA, 404, error("db", 220)),
                get("no permission", "/managed/entry/content/shop/pens/secret", SARA, 401, error("request", 401)),
                get("nobody", "/managed/entry/content/shop/pens/blue", "", 401, error("jwtauth", 49)),
                get("unknown type", "/managed/entry/thing/shop/pens/blue", SARA, 422, error("validation", 424)),
                get("illegal space", "/managed/entry/content/sh-op/pens/blue", SARA, 422, "[\"path\",\"space_name\"]"),
                get("illegal name", "/managed/entry/content/shop/pens/bl!ue", SARA, 422, "[\"path\",\"shortname\"]"),
                get("parameter", "/managed/entry/content/shop/pens/blue;a=b", SARA, 422, "\"code\":424", "[\"path\"]"),
                get("illegal subpath", "/managed/entry/content/shop/p.ns/blue", SARA, 422, "[\"path\",\"subpath\"]"),
                get("no name", "/managed/entry/content/shop", SARA, 422, error("request", 230)),
                get("bad flag", "/managed/entry/content/s/p/x?retrieve_json_payload=2", SARA, 422, "bool_parsing"),
                get("unset flag", "/managed/entry/content/s/p/x?retrieve_json_payload=undefined", SARA, 200, "false"),
                get("disk", "/managed/entry/content/shop/pens/full", SARA, 503, error("general", 503)),
                get("public entry", "/public/entry/content/shop/pens/blue", "Bearer x", 200, "\"by\":\"anonymous\""),
                get(
                        "inline JSON",
                        "/managed/payload/content/shop/pens/json.json",
                        SARA,
                        200,
                        "{\"status\":\"success\",\"attributes\":{\"price\":4}}"),
                get(
                        "wide integer",
                        "/managed/payload/json/s/p/wide.json",
                        SARA,
                        200,
                        "{\"n\":\"99999999999999999999\"}"),
                get("inline text", "/managed/payload/content/shop/pens/html.md", SARA, 200, "<b>ب</b>"),
                get("payload without ext", "/managed/payload/content/shop/pens/html", SARA, 200, "<b>ب</b>"),
                get("schema in the name", "/managed/payload/content/shop/p/json.item.json", SARA, 200, "price"),
                get("trailing dot", "/managed/payload/content/shop/pens/json.json.", SARA, 200, "price"),
                get("illegal ext", "/managed/payload/content/shop/pens/json.exe", SARA, 422, error("validation", 424)),
                get(
                        "many pieces",
                        "/managed/payload/content/shop/pens/a.b.c.json",
                        SARA,
                        422,
                        error("validation", 424)),
                get("no payload", "/managed/payload/content/shop/pens/none.png", SARA, 404, error("media", 220)),
                get("no such entry", "/managed/payload/content/shop/pens/missing.png", SARA, 404, error("db", 220)),
                get("payload, nobody", "/managed/payload/content/shop/pens/pic.png", "", 401, error("jwtauth", 49)),
                get("public payload", "/public/payload/content/shop/pens/json.json", "", 200, "price"));
    }
}
