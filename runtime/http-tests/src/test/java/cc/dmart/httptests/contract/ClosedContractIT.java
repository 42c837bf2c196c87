package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server that nobody registers at, whose mail server is away, that wants the version of what is changed, and where accounts and
 * spaces have quotas.
 */
class ClosedContractIT extends ContractSuite {
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "DMART_IS_REGISTRABLE", "false",
                "DMART_IS_SHA_REQUIRED", "true",
                "DMART_DOCS_ENABLED", "false",
                "DMART_MAX_FILES_PER_USER", "2",
                "DMART_MAX_BYTES_PER_SPACE", "1MiB",
                "DMART_MAIL_HOST", "127.0.0.1",
                "DMART_MAIL_PORT", "1");
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "closed");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(request(
                                "management",
                                "create",
                                recordJson(
                                        "user",
                                        "users",
                                        "mailed",
                                        "{email:'mailed@b.io', is_email_verified:true, password:'" + World.PASSWORD
                                                + "'}"))))
                .expect(200);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(closed());
        out.addAll(quotas());
        return out;
    }

    private static Row upload(String outcome, String detail, String name, String file, byte[] bytes) {
        return row(outcome, detail)
                .as(ADMIN)
                .form(
                        "/managed/resource_with_payload",
                        part("space_name", "closed"),
                        jsonPart("request_record", recordJson("media", "pens/blue", name, "{}")),
                        filePart("payload_file", file, "", bytes));
    }

    private static String page(String name, int bytes) {
        return request(
                "closed",
                "create",
                recordJson(
                        "content", "pens", name, "{payload:{content_type:'text', body:'" + "a".repeat(bytes) + "'}}"));
    }

    /** The space has one picture of the administrator already. */
    private static List<Row> quotas() {
        return List.of(
                upload("upload_quota", "more bytes than are left", "big", "a.txt", utf8("a".repeat(1 << 20)))
                        .fails(413, "request", 402)
                        .noFile("closed/pens/.dm/blue/attachments.media/meta.big.json"),
                upload("upload", "the second file", "two", "a.csv", utf8("a,b"))
                        .gives(200)
                        .event("create media closed:/pens/blue/two"),
                upload("upload_quota", "a third file", "three", "b.csv", utf8("a,b"))
                        .fails(413, "request", 402)
                        .noFile("closed/pens/.dm/blue/attachments.media/three.csv"),
                upload("upload", "another version of the second", "two", "a.csv", utf8("a,b,c"))
                        .gives(200)
                        .event("~(create|update) media closed:/pens/blue/two"),
                row("create", "what fits")
                        .as(ADMIN)
                        .post("/managed/request", page("long", 1_000_000))
                        .gives(200)
                        .event("create content closed:/pens/long"),
                row("failed_record", "no room for another")
                        .as(ADMIN)
                        .post("/managed/request", page("longer", 100_000))
                        .failsRecord("longer", 402));
    }

    private static List<Row> closed() {
        return List.of(
                row("register_refused", "closed")
                        .as(NOBODY)
                        .post(
                                "/user/create",
                                recordJson(
                                        "user",
                                        "users",
                                        "new1",
                                        "{email:'a@b.io', email_otp:'123456', password:'" + World.PASSWORD + "'}"))
                        .fails(400, "create", 50),
                row("otp_request", "of nobody: nothing is sent")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'none@b.io'}")
                        .gives(200, "{status:'success'}"),
                row("otp_request", "of somebody: that the mail server is away would tell of the account")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'mailed@b.io'}")
                        .gives(200, "{status:'success'}"),
                row("failed_record", "an update without the version")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                request("closed", "update", recordJson("content", "pens", "red", "{tags:['x']}")))
                        .failsRecord("red", 409),
                row("patch", "needs no version")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                request("closed", "patch", recordJson("content", "pens", "red", "{tags:['x']}")))
                        .gives(200, "{records:[]}")
                        .event("update content closed:/pens/red"),
                row("no_route", "the description is switched off")
                        .as(ADMIN)
                        .get("/docs/openapi.json")
                        .fails(422, "request", 230));
    }
}
