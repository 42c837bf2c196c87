package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What everybody may read and send in where the permission {@code world} says so ({@code http-api.md} 5). */
class PublicContractIT extends ContractSuite {
    private static final String ENTRY = "/public/entry/content/open/pens/";
    private static final String PAYLOAD = "/public/payload/";
    private static final String UPLOAD = "/public/resource_with_payload";
    private static final byte[] PICTURE = filePart("payload_file", "a.png", "image/png", Shop.PNG);

    /** The server of the forms: both give rights to the same account. */
    @Override
    protected Map<String, String> settings() {
        return new SubmitContractIT().settings();
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "open");
        Shop.send(
                world,
                "open",
                "create",
                recordJson("content", "pens", "plain", "{slug:'open-slug'}"),
                recordJson(
                        "content",
                        "tasks",
                        "cheap",
                        "{payload:{content_type:'json', body:{type:'search', space_name:'open', query_subpath:'pens',"
                                + "filter_types:['content'], sort_by:'shortname', sort_type:'ascending',"
                                + "search:'@payload.body.code:$code'}}}"));
        Shop.visitors(
                world,
                "world",
                "{subpaths:{open:['pens','tasks']}, resource_types:['content','media','comment'],"
                        + "actions:['view','query','create'], conditions:[]}",
                "visitors",
                "");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(read());
        out.addAll(saved());
        out.addAll(sent());
        return out;
    }

    private static List<Row> read() {
        return List.of(
                row("public_entry")
                        .get(ENTRY + "blue?retrieve_json_payload=true&retrieve_attachments=true")
                        .keep("blue", "/uuid")
                        .gives(
                                200,
                                "{shortname:'blue', payload:{body:{price:3}}, attachments:{media:[{shortname:'pic'}],"
                                        + "comment:[{shortname:'c1'}]}}"),
                row("public_entry", "a token counts for nothing")
                        .as(STRANGER)
                        .get(ENTRY + "blue")
                        .gives(200, "{shortname:'blue', attachments:{}, payload:{body:null}}"),
                row("public_entry_missing").get(ENTRY + "none").fails(404, "db", 220),
                row("public_entry_denied", "another folder")
                        .get("/public/entry/schema/open/schema/item")
                        .fails(401, "request", 401),
                row("public_payload", "a file")
                        .get(PAYLOAD + "media/open/pens/blue/pic.png")
                        .keep("tag", "header:ETag")
                        .gives(200)
                        .has("Content-Type", "image/png")
                        .has("Cache-Control", "public, no-cache")
                        .check(reply -> assertThat(reply.body()).isEqualTo(Shop.PNG)),
                row("etag", "of everybody's payload")
                        .header("If-None-Match", "${tag}")
                        .get(PAYLOAD + "media/open/pens/blue/pic.png")
                        .gives(304)
                        .has("Cache-Control", "public, no-cache"),
                row("public_payload", "an object")
                        .get(PAYLOAD + "content/open/pens/blue.json")
                        .gives(200, "{status:'success', attributes:{price:3, code:'blue'}}")
                        .has("Cache-Control", "public, no-cache"),
                row("public_payload_missing")
                        .get(PAYLOAD + "content/open/pens/none.json")
                        .fails(404, "db", 220),
                row("public_payload_none")
                        .get(PAYLOAD + "content/open/pens/plain.json")
                        .fails(404, "media", 220),
                row("public_by", "uuid")
                        .get("/public/byuuid/${blue}")
                        .gives(200, "{shortname:'blue', subpath:'pens', attributes:{space_name:'open'}}"),
                row("public_by", "slug").get("/public/byslug/open-slug").gives(200, "{shortname:'plain'}"),
                row("public_query", "what may be seen")
                        .post(
                                "/public/query",
                                "{type:'search', space_name:'open', subpath:'/', filter_types:['content','schema'],"
                                        + "sort_by:'shortname', sort_type:'ascending'}")
                        .gives(
                                200,
                                "{records:[{shortname:'blue'},{shortname:'cheap'},{shortname:'plain'},{shortname:'red'}],"
                                        + "attributes:{total:4, returned:4}}"));
    }

    private static Row run(String outcome, String detail, String path, String name, String attributes) {
        return row(outcome, detail)
                .post(
                        "/public/" + path + "/open",
                        "{resource_type:'content', subpath:'" + (name.equals("blue") ? "pens" : "tasks")
                                + "', shortname:'" + name + "', attributes:" + attributes + "}");
    }

    private static List<Row> saved() {
        return List.of(
                run("public_run", "a parameter", "excute/query", "cheap", "{code:'blue'}")
                        .gives(200, "{records:[{shortname:'blue'}], attributes:{total:1, returned:1}}"),
                run("public_run", "spelled right, names", "execute/query", "cheap", "{filter_shortnames:['red']}")
                        .gives(200, "{records:[{shortname:'red'}], attributes:{total:1}}"),
                run("public_run_missing", "", "excute/query", "none", "{}").fails(404, "db", 220),
                run("public_run_not", "", "excute/query", "blue", "{}").fails(400, "media", 220),
                run("public_run_task", "", "excute/sweep", "cheap", "{}").fails(400, "request", 217));
    }

    private static byte[] media(String attributes) {
        return jsonPart("request_record", recordJson("media", "pens/blue", "sent", attributes));
    }

    private static List<Row> sent() {
        byte[] space = part("space_name", "open");
        return List.of(
                row("public_upload_space")
                        .form(UPLOAD, part("space_name", "none"), media("{}"), PICTURE)
                        .fails(400, "request", 203),
                row("public_upload_part", "no file")
                        .form(UPLOAD, space, media("{}"))
                        .fails(400, "request", 202),
                row("public_upload_part", "no record")
                        .form(UPLOAD, space, PICTURE)
                        .fails(400, "request", 202),
                row("public_upload_bad", "sum")
                        .form(UPLOAD, space, media("{}"), PICTURE, part("sha", "0".repeat(64)))
                        .fails(400, "request", 402),
                row("public_upload_bad", "extension")
                        .form(UPLOAD, space, media("{}"), filePart("payload_file", "a.exe", "image/png", Shop.PNG))
                        .fails(400, "request", 402),
                row("public_upload_media")
                        .form(UPLOAD, space, media("{}"), filePart("payload_file", "a.png", "image/png", new byte[50]))
                        .fails(406, "attachment", 217),
                row("public_upload_type")
                        .form(
                                UPLOAD,
                                space,
                                jsonPart("request_record", recordJson("folder", "pens", "sent", "{}")),
                                PICTURE)
                        .fails(400, "attachment", 219),
                row("public_upload_schema")
                        .form(
                                UPLOAD,
                                space,
                                jsonPart(
                                        "request_record",
                                        recordJson(
                                                "content",
                                                "pens",
                                                "sent",
                                                "{payload:{content_type:'json', schema_shortname:'item'}}")),
                                filePart("payload_file", "a.json", "application/json", utf8("{\"price\":\"x\"}")))
                        .fails(400, "validation", 422)
                        .noFile("open/pens/.dm/sent/meta.content.json"));
    }
}
