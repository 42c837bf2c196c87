package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Reply;
import java.util.ArrayList;
import java.util.List;

/** What breaks which client, line by line ({@code http-api.md} 11): the clients named there go on working. */
class ClientContractIT extends ContractSuite {
    @Override
    protected void prepare(World world) {
        Shop.make(world, "mx");
        request(
                world,
                "create",
                Shop.recordJson(
                        "content",
                        "workflows",
                        "flow",
                        "{payload:{content_type:'json', body:{initial_state:'new',"
                                + "states:[{state:'new', next:[{action:'end', state:'done'}]}, {state:'done'}]}}}"));
        request(world, "create", Shop.recordJson("ticket", "pens", "t1", "{workflow_shortname:'flow'}"));
        world.keep("client_cookie", world.token(ADMIN));
    }

    private static void request(World world, String type, String record) {
        world.admin()
                .post("/managed/request", Json.strict(Shop.request("mx", type, record)))
                .expect(200);
    }

    private static String query(String more) {
        return "{type:'search', space_name:'mx', subpath:'pens', filter_types:['content']" + more + "}";
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>();
        out.addAll(envelopes());
        out.addAll(records());
        out.addAll(uploads());
        out.addAll(requests());
        out.addAll(failures());
        return out;
    }

    private static void hasRecords(Reply reply) {
        assertThat(reply.text()).contains("\"records\":[]");
    }

    private static List<Row> envelopes() {
        return List.of(
                row("client_records", "web apps and Dart: an empty query")
                        .as(STRANGER)
                        .post("/managed/query", query(""))
                        .gives(200, "{records:[], attributes:{total:0, returned:0}}")
                        .check(ClientContractIT::hasRecords),
                row("client_records", "web apps: an update")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                Shop.request("mx", "update", Shop.recordJson("content", "pens", "red", "{tags:['a']}")))
                        .gives(200)
                        .check(ClientContractIT::hasRecords)
                        .event("update content mx:/pens/red"),
                row("client_records", "TypeScript: logout")
                        .as(NOBODY)
                        .post("/user/logout", "")
                        .gives(200)
                        .check(ClientContractIT::hasRecords),
                row("client_progress", "command lines send no body, Dart reads records and two integers")
                        .as(ADMIN)
                        .send("PUT", "/managed/progress-ticket/mx/pens/t1/end", new byte[0], "")
                        .gives(200, "{records:[], attributes:{total:0, returned:0, state:'done', is_open:false}}")
                        .check(ClientContractIT::hasRecords)
                        .event("progress_ticket ticket mx:/pens/t1"),
                row("client_totals", "Dart and the pager of the web app")
                        .as(ADMIN)
                        .post("/managed/query", query(""))
                        .gives(200, "{attributes:{total:2, returned:2}}"),
                row("client_payload", "Dart and Python: an inline object is in an envelope")
                        .as(ADMIN)
                        .get("/managed/payload/content/mx/pens/blue.json")
                        .gives(200, "{status:'success', attributes:{price:3}}"),
                row("client_entry", "all: an entry is flat")
                        .as(ADMIN)
                        .get("/managed/entry/content/mx/pens/blue")
                        .gives(200, "{status:null, records:null, shortname:'blue', is_active:true}"),
                row("client_manifest", "web app: plugins are names")
                        .as(ADMIN)
                        .get("/info/manifest")
                        .gives(200, "{attributes:{plugins:'*'}}")
                        .check(reply -> {
                            assertThat(reply.json().at("/attributes/plugins").isArray())
                                    .isTrue();
                            reply.json()
                                    .at("/attributes/plugins")
                                    .forEach(p -> assertThat(p.isTextual()).isTrue());
                        }),
                row("client_cors", "web apps on another origin")
                        .as(ADMIN)
                        .header("Origin", "http://127.0.0.1:${port}")
                        .post("/managed/query", query(""))
                        .gives(200)
                        .has("Access-Control-Allow-Origin", "http://127\\.0\\.0\\.1:\\d+")
                        .has("Access-Control-Allow-Credentials", "true"));
    }

    /** Dart takes neither a record without uuid or is_active nor one without attributes; web apps build URLs of subpaths. */
    private static void areWhole(Reply reply) {
        assertThat(reply.json().at("/records")).isNotEmpty();
        reply.json().at("/records").forEach(record -> {
            assertThat(record.path("uuid").asText()).matches("[0-9a-f-]{36}");
            assertThat(record.at("/attributes/is_active").isBoolean()).isTrue();
            assertThat(record.path("subpath").asText()).matches("/|[^/].*[^/]");
            record.path("attachments")
                    .forEach(type -> type.forEach(a -> {
                        assertThat(a.path("uuid").asText()).matches("[0-9a-f-]{36}");
                        assertThat(a.path("subpath").asText()).isEqualTo("pens");
                    }));
        });
        assertThat(reply.text()).doesNotContainPattern("T\\d\\d:\\d\\d:\\d\\d[^\"]*(Z|\\+\\d\\d)\"");
        assertThat(reply.json().at("/records/0/attributes/created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    }

    private static List<Row> records() {
        return List.of(
                row("client_whole", "query")
                        .as(ADMIN)
                        .post("/managed/query", query(", retrieve_attachments:true"))
                        .gives(200)
                        .check(ClientContractIT::areWhole),
                row("client_whole", "spaces")
                        .as(ADMIN)
                        .post("/managed/query", "{type:'spaces', space_name:'management', subpath:'/'}")
                        .gives(200)
                        .check(ClientContractIT::areWhole),
                row("client_whole", "create")
                        .as(ADMIN)
                        .post("/managed/request", Shop.request("mx", "create", Shop.penJson("whole", 1)))
                        .gives(200)
                        .check(ClientContractIT::areWhole)
                        .event("create content mx:/pens/whole"),
                row("client_whole", "upload; Python sends the record as a plain field")
                        .as(ADMIN)
                        .form(
                                "/managed/resource_with_payload",
                                part("space_name", "mx"),
                                part(
                                        "request_record",
                                        Json.strict(Shop.recordJson("media", "pens/blue", "plain", "{}"))),
                                Row.filePart("payload_file", "blob", "image/png", Shop.PNG))
                        .gives(200)
                        .check(ClientContractIT::areWhole)
                        .event("create media mx:/pens/blue/plain"),
                row("client_image", "viewers of the web apps, by cookie or header, with the slash they double")
                        .as(ADMIN)
                        .get("/managed/payload/media/mx/pens/blue//pic.png.")
                        .gives(200)
                        .has("Content-Type", "image/png")
                        .has("Content-Disposition", "inline; filename=\"?pic\\.png\"?.*"),
                row("client_image", "an image element of a page sends the cookie alone")
                        .header("Cookie", "auth_token=${client_cookie}")
                        .get("/managed/payload/media/mx/pens/blue/pic.png")
                        .gives(200)
                        .has("Content-Type", "image/png"));
    }

    /** The record of an upload as each client names and types the part, and what the image is called in Dart. */
    private static List<Row> uploads() {
        return List.of(
                upload("TypeScript", "ts", "blob", "application/json", "{}"),
                upload("Dart", "dart", "payload.json", "application/octet-stream", "{}"),
                upload("command lines", "cli", "record.json", "application/json", "{payload:{content_type:'image'}}"),
                upload("names of Dart", "enum", "payload.json", "", "{payload:{content_type:'imagePng'}}"));
    }

    private static Row upload(String who, String name, String file, String type, String attributes) {
        byte[] record = Row.utf8(Json.strict(Shop.recordJson("media", "pens/blue", name, attributes)));
        return row("client_upload", who)
                .as(ADMIN)
                .form(
                        "/managed/resource_with_payload",
                        part("space_name", "mx"),
                        Row.filePart("request_record", file, type, record),
                        Row.filePart("payload_file", "any.png", "image/png", Shop.PNG))
                .gives(200, "{records:[{attributes:{payload:{content_type:'image_png', body:'" + name + ".png'}}}]}")
                .check(ClientContractIT::areWhole)
                .event("create media mx:/pens/blue/" + name);
    }

    private static List<Row> requests() {
        return List.of(
                row("client_booleans", "Python")
                        .as(ADMIN)
                        .get(
                                "/managed/entry/content/mx/pens/blue?retrieve_json_payload=True&retrieve_attachments=False&validate_schema=True")
                        .gives(200, "{payload:{body:{price:3}}, attachments:{}}"),
                row("client_booleans", "TypeScript, unset")
                        .as(ADMIN)
                        .get(
                                "/managed/entry/content/mx/pens/blue?retrieve_json_payload=undefined&retrieve_attachments=null")
                        .gives(200, "{payload:{body:null}}"),
                row("client_nulls", "Python and Dart send every member of a query")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                query(
                                        ", exact_subpath:null, filter_shortnames:null, filter_tags:null, search:null, from_date:null,"
                                                + "to_date:null, include_fields:null, exclude_fields:null, highlight_fields:null, sort_by:null,"
                                                + "sort_type:null, retrieve_json_payload:null, retrieve_attachments:null, retrieve_total:null,"
                                                + "validate_schema:null, retrieve_lock_status:null, jq_filter:null, limit:null, offset:null,"
                                                + "aggregation_data:null, join:null"))
                        .gives(200, "{attributes:{total:3}}"),
                row("client_unknown", "the command line sends spacename and branch_name")
                        .as(ADMIN)
                        .post("/managed/query", query(", spacename:'mx', branch_name:'master'"))
                        .gives(200),
                row("client_reducers", "TypeScript and Python name reducers by name")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                query(
                                                ", aggregation_data:{group_by:['@tags'], load:['@tags'], reducers:[{name:'count', alias:'n', args:[]}]}")
                                        .replace("'search'", "'aggregation'"))
                        .gives(200, "{records:[{attributes:{n:'*'}}, '...']}"),
                row("client_root", "Dart leaves __root__ out")
                        .as(ADMIN)
                        .get("/managed/entry/folder/mx/pens")
                        .gives(200, "{shortname:'pens'}"),
                row("client_move", "the command line names no spaces")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                Shop.request(
                                        "mx",
                                        "move",
                                        Shop.recordJson(
                                                "content",
                                                "pens",
                                                "whole",
                                                "{src_subpath:'pens', src_shortname:'whole', dest_subpath:'pens', dest_shortname:'moved'}")))
                        .gives(200, "{records:'*'}")
                        .file("mx/pens/.dm/moved/meta.content.json"),
                row("client_token", "TypeScript and Python before a login")
                        .header("Authorization", "")
                        .post("/public/query", query(""))
                        .gives(200),
                row("client_token", "Dart on open paths")
                        .header("Authorization", "Bearer null")
                        .post("/public/query", query(""))
                        .gives(200));
    }

    private static List<Row> failures() {
        return List.of(
                row("client_denied", "web apps log out on 47, 48 and 49 only")
                        .as(STRANGER)
                        .get("/managed/entry/content/mx/pens/blue")
                        .fails(401, "request", 401),
                row("client_partly", "web apps and scripts read successfull and failed")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                Shop.request("mx", "create", Shop.penJson("blue", 1), Shop.penJson("second", 1)))
                        .fails(
                                400,
                                "request",
                                430,
                                "{error:{info:[{successfull:[{shortname:'second'}],"
                                        + "failed:[{record:'blue', error:'This shortname blue already exists', error_code:400}]}]}}")
                        .event("create content mx:/pens/second"),
                row("client_info", "Python and Dart: info has objects")
                        .as(ADMIN)
                        .post("/managed/query", "{type:'search', space_name:'mx'}")
                        .fails(
                                422,
                                "validation",
                                424,
                                "{error:{info:[{loc:['body','subpath'], msg:'*', type:'missing'}]}}"),
                row("client_route", "Python and command lines parse every reply")
                        .as(ADMIN)
                        .delete("/managed/query")
                        .fails(422, "request", 230)
                        .has("Content-Type", "application/json.*"),
                row("client_route", "a legacy path")
                        .as(ADMIN)
                        .post("/managed/space", "{}")
                        .fails(422, "request", 230),
                row("client_route", "another")
                        .as(ADMIN)
                        .get("/managed/in-loop-tasks")
                        .fails(422, "request", 230),
                row("client_route", "and another")
                        .as(ADMIN)
                        .get("/spaces-backup")
                        .fails(422, "request", 230),
                row("client_route", "Catalog asks who is online where nothing is live")
                        .as(ADMIN)
                        .get("/ws-info")
                        .fails(422, "request", 230),
                row("client_request_type", "an enum of TypeScript and Dart has more than servers take")
                        .as(ADMIN)
                        .post("/managed/request", Shop.request("mx", "progress_ticket", Shop.penJson("x", 1)))
                        .fails(422, "validation", 424));
    }
}
