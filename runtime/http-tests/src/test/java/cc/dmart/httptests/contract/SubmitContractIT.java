package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;

import java.util.List;
import java.util.Map;

/** What anybody may send in: forms, attachments, files ({@code http-api.md} 5.1, 5.2). */
class SubmitContractIT extends ContractSuite {
    private static final byte[] PICTURE = filePart("payload_file", "a.png", "image/png", Shop.PNG);

    /** With those of {@link EventsContractIT}, which shares the server: mails that nobody sends, and an account that locks itself. */
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "DMART_ALLOWED_SUBMIT_MODELS",
                "sub.item,heard.item",
                "DMART_MOCK_SMTP_API",
                "true",
                "DMART_MAX_FAILED_LOGIN_ATTEMPTS",
                "2",
                "DMART_LOCKOUT_MODE",
                "deactivate");
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "sub");
        Shop.make(world, "closed");
        Shop.send(
                world,
                "sub",
                "create",
                Shop.recordJson("folder", "/", "inbox", "{}"),
                Shop.recordJson(
                        "content",
                        "workflows",
                        "flow",
                        "{payload:{content_type:'json', body:{initial_state:'new',"
                                + "states:[{state:'new', next:[]}]}}}"));
        Shop.visitors(
                world,
                "forms",
                "{subpaths:{sub:['inbox','pens'], closed:['pens']},"
                        + "resource_types:['content','ticket','comment','media'],"
                        + "actions:['create'], conditions:[], restricted_fields:['secret']}",
                "forms",
                "'forms'");
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("submit", "space/schema/subpath")
                        .post("/public/submit/sub/item/inbox", "{price:3}")
                        .keep("first", "/attributes/shortname")
                        .gives(
                                200,
                                "{records:[{resource_type:'content', uuid:'*', shortname:'~[0-9a-f]{8}', subpath:'inbox',"
                                        + "attributes:{is_active:true, owner_shortname:'anonymous', tags:[], created_at:'*', updated_at:'*',"
                                        + "payload:{content_type:'json', schema_shortname:'item', body:{price:3}}}}],"
                                        + "attributes:{uuid:'*', shortname:'*', total:1, returned:1}}")
                        .event("create content sub:/inbox/${first}"),
                row("submit", "space/type/schema/subpath")
                        .post("/public/submit/sub/content/item/inbox", "{price:4}")
                        .keep("second", "/attributes/shortname")
                        .gives(200, "{records:[{resource_type:'content'}]}")
                        .event("create content sub:/inbox/${second}"),
                row("submit", "space/ticket/workflow/schema/subpath, with a token that is ignored")
                        .as(STRANGER)
                        .post("/public/submit/sub/ticket/flow/item/inbox", "{price:5}")
                        .keep("third", "/attributes/shortname")
                        .gives(
                                200,
                                "{records:[{resource_type:'ticket', attributes:{owner_shortname:'anonymous', state:'new', is_open:true,"
                                        + "workflow_shortname:'flow'}}]}")
                        .event("create ticket sub:/inbox/${third}"),
                row("submit_closed", "another schema")
                        .post("/public/submit/sub/other/inbox", "{}")
                        .fails(400, "request", 206),
                row("submit_closed", "another space")
                        .post("/public/submit/closed/item/pens", "{price:1}")
                        .fails(400, "request", 206),
                row("submit_denied", "not there")
                        .post("/public/submit/sub/item/elsewhere", "{price:1}")
                        .fails(401, "request", 401),
                row("submit_denied", "a restricted field")
                        .post("/public/submit/sub/item/inbox", "{price:1, secret:2}")
                        .fails(401, "request", 401),
                row("submit_workflow")
                        .post("/public/submit/sub/ticket/item/inbox", "{price:1}")
                        .fails(400, "request", 402),
                row("submit_type")
                        .post("/public/submit/sub/folder/item/inbox", "{price:1}")
                        .fails(400, "request", 217),
                row("submit_schema")
                        .post("/public/submit/sub/item/inbox", "{price:'x'}")
                        .fails(400, "validation", 422),
                row("malformed", "submit")
                        .send("POST", "/public/submit/sub/item/inbox", utf8("{"), "application/json")
                        .fails(422, "validation", 424),
                row("attach", "a file")
                        .form(
                                "/public/attach/sub",
                                jsonPart("record", Shop.recordJson("media", "pens/blue", "mine", "{is_active:true}")),
                                PICTURE)
                        .keep("file", "/records/0/shortname")
                        .gives(
                                200,
                                "{records:[{resource_type:'media', uuid:'*', shortname:'~[0-9a-f]{8}', subpath:'pens/blue',"
                                        + "attributes:{owner_shortname:'anonymous', payload:{content_type:'image_png'}}}]}")
                        .event("create media sub:/pens/blue/${file}"),
                row("attach", "without a file, as a plain field")
                        .form(
                                "/public/attach/sub",
                                part(
                                        "record",
                                        Json.strict(Shop.recordJson(
                                                "comment",
                                                "pens/blue",
                                                "auto",
                                                "{payload:{content_type:'comment', body:'hello'}}"))))
                        .keep("note", "/records/0/shortname")
                        .gives(200, "{records:[{resource_type:'comment', attributes:{payload:{body:'hello'}}}]}")
                        .event("create comment sub:/pens/blue/${note}"),
                row("attach_closed")
                        .form(
                                "/public/attach/closed",
                                jsonPart("record", Shop.recordJson("media", "pens/blue", "auto", "{}")),
                                PICTURE)
                        .fails(400, "request", 206),
                row("attach_denied")
                        .form(
                                "/public/attach/sub",
                                jsonPart("record", Shop.recordJson("reaction", "pens/blue", "auto", "{}")),
                                PICTURE)
                        .fails(401, "request", 401),
                row("attach_invalid", "no attachment")
                        .form(
                                "/public/attach/sub",
                                jsonPart("record", Shop.recordJson("content", "inbox", "auto", "{}")),
                                PICTURE)
                        .fails(400, "request", 402),
                row("attach_invalid", "record is no JSON")
                        .form("/public/attach/sub", part("record", "{"), PICTURE)
                        .fails(400, "request", 402),
                row("attach_part").form("/public/attach/sub", PICTURE).fails(400, "request", 202),
                row("attach_missing")
                        .form(
                                "/public/attach/sub",
                                jsonPart("record", Shop.recordJson("media", "pens/none", "auto", "{}")),
                                PICTURE)
                        .fails(404, "db", 220),
                row("attach_alias", "as the account of the token")
                        .as(ADMIN)
                        .form(
                                "/attach/sub",
                                jsonPart("record", Shop.recordJson("media", "pens/blue", "auto", "{}")),
                                PICTURE)
                        .keep("own", "/records/0/shortname")
                        .gives(200, "{records:[{attributes:{owner_shortname:'dmart'}}]}")
                        .event("create media sub:/pens/blue/${own}"),
                row("attach_alias", "with a dead token")
                        .header("Authorization", "Bearer null")
                        .form(
                                "/attach/sub",
                                jsonPart("record", Shop.recordJson("media", "pens/blue", "auto", "{}")),
                                PICTURE)
                        .keep("open", "/records/0/shortname")
                        .gives(200, "{records:[{attributes:{owner_shortname:'anonymous'}}]}")
                        .event("create media sub:/pens/blue/${open}"),
                row("public_upload")
                        .form(
                                "/public/resource_with_payload",
                                part("space_name", "sub"),
                                jsonPart("request_record", Shop.recordJson("media", "pens/blue", "shown", "{}")),
                                PICTURE)
                        .gives(200, "{records:[{shortname:'shown', attributes:{owner_shortname:'anonymous'}}]}")
                        .event("create media sub:/pens/blue/shown"),
                row("public_upload_exists")
                        .form(
                                "/public/resource_with_payload",
                                part("space_name", "sub"),
                                jsonPart("request_record", Shop.recordJson("media", "pens/blue", "shown", "{}")),
                                PICTURE)
                        .fails(400, "request", 400));
    }
}
