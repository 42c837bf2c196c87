package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.penJson;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

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
        out.addAll(rules());
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
                        .failsRecord("bad", 402)
                        .check(reply -> assertThat(reply.json()
                                        .at("/error/info/0/failed/0/error")
                                        .asText())
                                .startsWith("Payload does not match the schema item: price: ")),
                send(
                                row("failed_record", "what is wrong").as(ADMIN),
                                "create",
                                recordJson("content", "pens", "bad", "{tags:1}"))
                        .failsRecord("bad", 424)
                        .check(reply -> assertThat(reply.json()
                                        .at("/error/info/0/failed/0/error")
                                        .asText())
                                .startsWith("Validation error [1]: attributes.tags: ")),
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

    private static Row manage(String detail, String type, String record) {
        return row("failed_record", detail).as(ADMIN).post(PATH, request("management", type, record));
    }

    private static List<Row> rules() {
        String unique = "{payload:{content_type:'json', body:{unique_fields:[['payload.body.code']]}}}";
        String code = "{payload:{content_type:'json', schema_shortname:'item', body:{code:'c'}}}";
        return List.of(
                send(
                                row("create", "unique fields").as(ADMIN),
                                "create",
                                recordJson("folder", "/", "once", unique),
                                recordJson("content", "once", "one", code))
                        .gives(200)
                        .event("create folder req:/once")
                        .event("create content req:/once/one"),
                send(
                                row("failed_record", "a value that is there").as(ADMIN),
                                "create",
                                recordJson("content", "once", "two", code))
                        .failsRecord("two", 415),
                manage("no owner named", "assign", recordJson("user", "users", "omar", "{}"))
                        .fails(
                                400,
                                "request",
                                430,
                                "{error:{info:[{failed:[{error:'The owner_shortname is required', error_code:202}]}]}}"),
                manage("a role in use", "delete", recordJson("role", "roles", "super_admin", "{}"))
                        .failsRecord("super_admin", 204),
                manage("dmart stays", "delete", recordJson("user", "users", "dmart", "{}"))
                        .failsRecord("dmart", 204),
                manage("dmart stays active", "update", recordJson("user", "users", "dmart", "{is_active:false}"))
                        .failsRecord("dmart", 204),
                manage("the folder of the accounts stays", "delete", recordJson("folder", "/", "users", "{}"))
                        .failsRecord("users", 204),
                manage(
                                "a group that does not exist",
                                "update",
                                recordJson("user", "users", "omar", "{groups:['none']}"))
                        .failsRecord("omar", 404),
                manage(
                                "a permission that does not exist",
                                "create",
                                recordJson("role", "roles", "r9", "{permissions:['none']}"))
                        .failsRecord("r9", 404),
                row("failed_record", "a space that is not there")
                        .as(ADMIN)
                        .post(PATH, request("nospace", "update", recordJson("space", "/", "nospace", "{}")))
                        .fails(400, "request", 430)
                        .check(reply -> assertThat(reply.json()
                                        .at("/error/info/0/failed/0/error_code")
                                        .asInt())
                                .isEqualTo(203)),
                send(
                                row("failed_record", "to an owner that is not there")
                                        .as(ADMIN),
                                "assign",
                                recordJson("content", "pens", "red", "{owner_shortname:'nobody1'}"))
                        .failsRecord("red", 220),
                send(
                                row("failed_record", "a move to no legal name").as(ADMIN),
                                "move",
                                recordJson("content", "pens", "red", "{dest_subpath:'pens', dest_shortname:'a-b'}"))
                        .failsRecord("red", 402),
                send(
                                row("failed_record", "a move without permission")
                                        .as(STRANGER),
                                "move",
                                recordJson("content", "pens", "red", "{dest_subpath:'pens', dest_shortname:'x'}"))
                        .failsRecord("red", 401),
                send(
                                row("move", "source and destination named").as(ADMIN),
                                "move",
                                recordJson(
                                        "content",
                                        "/",
                                        "any",
                                        "{src_space_name:'req', src_subpath:'once', src_shortname:'one', dest_space_name:'req',"
                                                + "dest_subpath:'pens', dest_shortname:'uno'}"))
                        .gives(200, "{records:[]}")
                        .file("req/pens/.dm/uno/meta.content.json"),
                send(
                                row("replace").as(ADMIN),
                                "replace",
                                recordJson("content", "pens", "uno", "{payload:{content_type:'json', body:{other:1}}}"))
                        .gives(200, "{records:[]}")
                        .event("update content req:/pens/uno"),
                row("entry_full", "after the replacement")
                        .as(ADMIN)
                        .get("/managed/entry/content/req/pens/uno?retrieve_json_payload=true")
                        .gives(200, "{payload:{body:{other:1, code:null}}}"),
                send(
                                row("delete", "an attachment that is not there").as(ADMIN),
                                "delete",
                                recordJson("comment", "pens/uno", "none", "{}"))
                        .gives(200, "{records:[]}"),
                send(
                                row("delete", "a folder with all below").as(ADMIN),
                                "delete",
                                recordJson("folder", "/", "once", "{}"))
                        .gives(200, "{records:[]}")
                        .event("delete folder req:/once")
                        .noFile("req/once"),
                row("create", "an account, without its password")
                        .as(ADMIN)
                        .post(
                                PATH,
                                request(
                                        "management",
                                        "create",
                                        recordJson("user", "users", "fresh1", "{password:'" + World.PASSWORD + "'}")))
                        .gives(
                                200,
                                "{records:[{resource_type:'user', shortname:'fresh1', attributes:{is_active:true, password:null}}]}")
                        .event("create user management:/users/fresh1"),
                row("space_delete")
                        .as(ADMIN)
                        .post(PATH, request("fresh", "delete", recordJson("space", "/", "fresh", "{}")))
                        .gives(200, "{records:[]}")
                        .noFile("fresh/.dm/meta.space.json"));
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
