package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;

import java.util.List;
import java.util.Map;

/** A server that nobody registers at, whose mail server is away, and that wants the version of what is changed. */
class ClosedContractIT extends ContractSuite {
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "DMART_IS_REGISTRABLE", "false",
                "DMART_IS_SHA_REQUIRED", "true",
                "DMART_DOCS_ENABLED", "false",
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
                row("otp_gateway")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'mailed@b.io'}")
                        .fails(502, "otp", 100),
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
