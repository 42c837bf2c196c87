package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.penJson;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;

import java.util.ArrayList;
import java.util.List;

/** {@code POST /managed/request} ({@code http-api.md} 4.2). */
class RequestContractIT extends ContractSuite {
    private static final String PATH = "/managed/request";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "req");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(creating());
        out.addAll(changing());
        out.addAll(failing());
        out.addAll(refused());
        return out;
    }

    private static Row send(Row row, String type, String... records) {
        return row.post(PATH, request("req", type, records));
    }

    private static List<Row> creating() {
        return List.of(
                send(row("create").as(ADMIN), "create", penJson("green", 1))
                        .gives(
                                200,
                                "{status:'success', records:[{resource_type:'content', uuid:'*', shortname:'green',"
                                        + "subpath:'pens', attributes:{is_active:true, tags:['ink'], owner_shortname:'dmart',"
                                        + "created_at:'*', updated_at:'*', payload:{content_type:'json', body:{price:1}}}}]}")
                        .event("create content req:/pens/green")
                        .file("req/pens/.dm/green/meta.content.json"),
                send(row("create_auto").as(ADMIN), "create", penJson("auto", 1))
                        .gives(200, "{records:[{shortname:'~[0-9a-f]{8}', uuid:'*'}]}")
                        .keep("auto", "/records/0/shortname")
                        .event("create content req:/pens/${auto}"),
                row("space_create")
                        .as(ADMIN)
                        .post(PATH, request("fresh", "create", recordJson("space", "/", "fresh", "{tags:['new']}")))
                        .gives(
                                200,
                                "{records:[{resource_type:'space', shortname:'fresh', subpath:'/', attributes:{query_policies:null}}]}")
                        .event("create space fresh:/fresh")
                        .file("fresh/.dm/meta.space.json"));
    }

    private static List<Row> changing() {
        return List.of(
                send(
                                row("update").as(ADMIN),
                                "update",
                                recordJson("content", "pens", "red", "{tags:['r'], payload:{body:{code:null}}}"))
                        .gives(200, "{status:'success', records:[]}")
                        .event("update content req:/pens/red"),
                row("entry_full", "after the update")
                        .as(ADMIN)
                        .get("/managed/entry/content/req/pens/red?retrieve_json_payload=true")
                        .gives(200, "{tags:['r'], payload:{body:{price:7, code:null}}}"),
                send(row("patch").as(ADMIN), "patch", recordJson("content", "pens", "red", "{displayname:{en:'Red'}}"))
                        .gives(200, "{records:[]}")
                        .event("update content req:/pens/red"),
                send(
                                row("update_acl").as(ADMIN),
                                "update_acl",
                                recordJson(
                                        "content",
                                        "pens",
                                        "red",
                                        "{acl:[{user_shortname:'omar', allowed_actions:['view']}]}"))
                        .gives(200, "{records:[]}")
                        .event("update content req:/pens/red"),
                row("entry", "by its acl")
                        .as(STRANGER)
                        .get("/managed/entry/content/req/pens/red")
                        .gives(200, "{shortname:'red'}"),
                send(
                                row("assign").as(ADMIN),
                                "assign",
                                recordJson("content", "pens", "green", "{owner_shortname:'omar'}"))
                        .gives(200, "{records:[]}")
                        .event("update content req:/pens/green"),
                row("space_update")
                        .as(ADMIN)
                        .post(
                                PATH,
                                request(
                                        "fresh",
                                        "update",
                                        recordJson("space", "/", "fresh", "{displayname:{en:'Fresh'}}")))
                        .gives(200, "{records:[]}")
                        .event("update space fresh:/fresh"),
                row("entry", "of the space")
                        .as(ADMIN)
                        .get("/managed/entry/space/fresh/__root__/fresh")
                        .gives(200, "{tags:['new'], displayname:{en:'Fresh'}}"),
                send(
                                row("move").as(ADMIN),
                                "move",
                                recordJson("content", "pens", "blue", "{dest_subpath:'pens', dest_shortname:'navy'}"))
                        .gives(200, "{records:[]}")
                        .file("req/pens/.dm/navy/attachments.media/pic.png")
                        .noFile("req/pens/.dm/blue"),
                send(row("delete").as(ADMIN), "delete", recordJson("content", "pens", "navy", "{}"))
                        .gives(200, "{records:[]}")
                        .event("delete content req:/pens/navy")
                        .noFile("req/pens/.dm/navy"));
    }

    private static List<Row> failing() {
        return List.of(
                send(row("failed_record", "one of two").as(ADMIN), "create", penJson("red", 1), penJson("black", 1))
                        .fails(
                                400,
                                "request",
                                430,
                                "{error:{message:'Something went wrong', info:[{successfull:[{resource_type:'content', shortname:'black'}],"
                                        + "failed:[{record:'red', error:'This shortname red already exists', error_code:400}]}]}}")
                        .event("create content req:/pens/black"),
                send(row("failed_record", "schema").as(ADMIN), "create", penJson("bad", "'x'"))
                        .failsRecord("bad", 402),
                send(row("failed_record", "no permission").as(STRANGER), "create", penJson("x1", 1))
                        .failsRecord("x1", 401),
                send(
                                row("failed_record", "missing").as(ADMIN),
                                "update",
                                recordJson("content", "pens", "none", "{tags:['r']}"))
                        .failsRecord("none", 220),
                send(
                                row("failed_record", "the second of two").as(ADMIN),
                                "update",
                                recordJson("content", "pens", "red", "{tags:['s']}"),
                                recordJson("content", "pens", "none", "{tags:['s']}"))
                        .failsRecord("none", 220)
                        .event("update content req:/pens/red"),
                send(
                                row("failed_record", "stale").as(ADMIN),
                                "update",
                                recordJson("content", "pens", "red", "{last_checksum_history:'00'}"))
                        .failsRecord("red", 409),
                send(
                                row("failed_record", "assign to nobody").as(ADMIN),
                                "assign",
                                recordJson("content", "pens", "red", "{}"))
                        .failsRecord("red", 202),
                send(row("failed_record", "no acl").as(ADMIN), "update_acl", recordJson("content", "pens", "red", "{}"))
                        .failsRecord("red", 202),
                send(row("failed_record", "move nowhere").as(ADMIN), "move", recordJson("content", "pens", "red", "{}"))
                        .failsRecord("red", 213),
                send(
                                row("failed_record", "move onto another").as(ADMIN),
                                "move",
                                recordJson("content", "pens", "red", "{dest_subpath:'pens', dest_shortname:'black'}"))
                        .failsRecord("red", 400),
                send(
                                row("failed_record", "move a folder into itself")
                                        .as(ADMIN),
                                "move",
                                recordJson("folder", "/", "pens", "{dest_subpath:'pens/x', dest_shortname:'pens'}"))
                        .failsRecord("pens", 402),
                send(
                                row("failed_record", "delete what is not there").as(ADMIN),
                                "delete",
                                recordJson("content", "pens", "none", "{}"))
                        .failsRecord("none", 220),
                row("failed_record", "the management space stays")
                        .as(ADMIN)
                        .post(PATH, request("management", "delete", recordJson("space", "/", "management", "{}")))
                        .failsRecord("management", 204),
                row("failed_record", "a space that exists")
                        .as(ADMIN)
                        .post(PATH, request("req", "create", recordJson("space", "/", "req", "{}")))
                        .failsRecord("req", 203),
                row("failed_record", "a role that does not exist")
                        .as(ADMIN)
                        .post(
                                PATH,
                                request(
                                        "management",
                                        "create",
                                        recordJson(
                                                "user",
                                                "users",
                                                "u1",
                                                "{roles:['none'], password:'" + World.PASSWORD + "'}")))
                        .failsRecord("u1", 404),
                send(
                                row("failed_record", "wrong type of attribute").as(ADMIN),
                                "update",
                                recordJson("content", "pens", "red", "{tags:'x'}"))
                        .failsRecord("red", 424));
    }

    private static List<Row> refused() {
        return List.of(
                send(row("no_token", "create").as(NOBODY), "create", penJson("x1", 1))
                        .fails(401, "jwtauth", 49),
                row("request_space")
                        .as(ADMIN)
                        .post(PATH, request("nospace", "create", penJson("x", 1)))
                        .fails(400, "request", 203),
                send(row("request_empty").as(ADMIN), "create").fails(400, "request", 202),
                send(row("request_invalid", "type of request").as(ADMIN), "progress_ticket", penJson("x", 1))
                        .fails(422, "validation", 424, "{error:{info:[{loc:['body','request_type']}]}}"),
                send(
                                row("request_invalid", "type of resource").as(ADMIN),
                                "create",
                                recordJson("thing", "pens", "x", "{}"))
                        .fails(422, "validation", 424),
                row("request_invalid", "no space")
                        .as(ADMIN)
                        .post(PATH, "{request_type:'create', records:[]}")
                        .fails(422, "validation", 424));
    }
}
