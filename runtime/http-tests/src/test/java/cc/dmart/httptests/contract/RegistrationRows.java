package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;

import java.util.List;

/** Rows of codes, registrations and free names; those of {@link UserContractIT} go on with the accounts. */
final class RegistrationRows {
    /** The one code of pretended channels. */
    static final String CODE = "123456";

    private static final String SECRET = "password:'" + World.PASSWORD + "'";
    private static final Caller SARA = Caller.user("sara");

    private RegistrationRows() {}

    static String person(String name, String attributes) {
        return recordJson("user", "users", name, "{" + attributes + "}");
    }

    static Row code(String detail, String path, String body) {
        return row("otp_request", detail).as(NOBODY).post(path, body).gives(200, "{status:'success'}");
    }

    static List<Row> codes() {
        return List.of(
                code("email", "/user/otp-request", "{email:'sara@b.io'}"),
                code("msisdn", "/user/otp-request", "{msisdn:'9647711111111'}"),
                code("shortname: nothing is sent", "/user/otp-request", "{shortname:'omar'}"),
                row("otp_resend")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'sara@b.io'}")
                        .fails(403, "request", 103),
                row("otp_nobody").as(NOBODY).post("/user/otp-request", "{}").fails(422, "OTP", 207),
                row("otp_several")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'a@b.io', msisdn:'9647711111112'}")
                        .fails(422, "OTP", 107),
                row("otp_nobody", "for a login")
                        .as(NOBODY)
                        .post("/user/otp-request-login", "{}")
                        .fails(422, "OTP", 207),
                row("otp_several", "for a login")
                        .as(NOBODY)
                        .post("/user/otp-request-login", "{email:'a@b.io', shortname:'omar'}")
                        .fails(422, "OTP", 107),
                row("otp_nobody", "for a new password")
                        .as(NOBODY)
                        .post("/user/password-reset-request", "{}")
                        .fails(422, "OTP", 207),
                row("otp_several", "for a new password")
                        .as(NOBODY)
                        .post("/user/password-reset-request", "{email:'a@b.io', shortname:'omar'}")
                        .fails(422, "OTP", 107),
                row("otp_invalid")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'no address'}")
                        .fails(422, "validation", 424));
    }

    static List<Row> registrations() {
        return List.of(
                row("register")
                        .as(NOBODY)
                        .post(
                                "/user/create",
                                person(
                                        "sara",
                                        "email:'Sara@B.io', email_otp:'" + CODE + "', " + SECRET
                                                + ", displayname:{en:'Sara'}, roles:['super_admin'], groups:['g'], type:'bot',"
                                                + "is_active:false, owner_shortname:'omar', invitation:'x', profile_pic_url:'y',"
                                                + "firebase_token:'f', device_id:'d', payload:{content_type:'json',"
                                                + "schema_shortname:'person', body:{age:30, rank:1}}"))
                        .gives(
                                200,
                                "{status:'success', records:[{resource_type:'user', uuid:'*', shortname:'sara', subpath:'users',"
                                        + "attributes:{access_token:'*', type:'web', displayname:{en:'Sara'}}}]}")
                        .has("Set-Cookie", "auth_token=[^;]+; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax")
                        .event("create user management:/users/sara"),
                row("profile", "of somebody new")
                        .as(SARA)
                        .get("/user/profile")
                        .gives(
                                200,
                                "{records:[{shortname:'sara', attributes:{email:'sara@b.io', is_email_verified:true, roles:[],"
                                        + "groups:[], type:'web', language:'arabic', force_password_change:false,"
                                        + "payload:{body:{age:30}}}}]}"),
                row("entry", "an account that registered")
                        .as(ADMIN)
                        .get("/managed/entry/user/management/users/sara")
                        .gives(200, "{is_active:true, owner_shortname:'dmart', password:null, device_id:null}"),
                row("register", "with a phone and any name")
                        .as(NOBODY)
                        .post(
                                "/user/create",
                                person("auto", "msisdn:'9647711111111', msisdn_otp:'" + CODE + "', type:'mobile'"))
                        .gives(
                                200,
                                "{records:[{shortname:'~[0-9a-f]{8}', attributes:{access_token:'*', type:'mobile'}}]}")
                        .keep("auto", "/records/0/shortname")
                        .event("create user management:/users/${auto}"));
    }

    private static Row refused(String outcome, String detail, String name, String attributes) {
        return row(outcome, detail).as(NOBODY).post("/user/create", person(name, attributes));
    }

    static List<Row> refusedRegistrations() {
        String address = "email:'new@b.io', email_otp:'" + CODE + "'";
        return List.of(
                code("for somebody new", "/user/otp-request", "{email:'new@b.io'}"),
                refused("register_refused", "no address", "r1", SECRET).fails(400, "create", 50),
                refused("register_refused", "no code", "r1", "email:'new@b.io', " + SECRET)
                        .fails(400, "create", 50),
                refused("register_refused", "password", "r1", address + ", password:'short'")
                        .fails(400, "create", 50),
                refused("register_exists", "", "sara", address + ", " + SECRET).fails(400, "create", 400),
                refused("register_reserved", "name of a rule", "__root__", address + ", " + SECRET)
                        .fails(400, "request", 402),
                refused("register_reserved", "name of a part", "World", address + ", " + SECRET)
                        .fails(400, "request", 402),
                refused(
                                "register_schema",
                                "",
                                "r1",
                                address + ", " + SECRET
                                        + ", payload:{content_type:'json', schema_shortname:'person', body:{age:'old'}}")
                        .fails(400, "validation", 422),
                refused("register_taken", "email", "r1", "email:'SARA@b.io', email_otp:'" + CODE + "', " + SECRET)
                        .fails(400, "request", 415),
                refused(
                                "register_taken",
                                "msisdn",
                                "r1",
                                "msisdn:'9647711111111', msisdn_otp:'" + CODE + "', " + SECRET)
                        .fails(400, "request", 415),
                refused("register_refused", "wrong code", "r1", "email:'new@b.io', email_otp:'654321', " + SECRET)
                        .fails(400, "create", 50),
                refused("register", "the code outlived all that", "r1", address + ", " + SECRET)
                        .gives(200, "{records:[{shortname:'r1'}]}")
                        .event("create user management:/users/r1"));
    }

    private static Row free(String detail, String query, String attributes) {
        return row("check_existing", detail)
                .as(NOBODY)
                .get("/user/check-existing" + query)
                .gives(200, "{status:'success', records:[], attributes:" + attributes + "}");
    }

    static List<Row> names() {
        return List.of(
                free("nothing asked", "", "{unique:true}"),
                free("shortname", "?shortname=sara", "{unique:false, field:'shortname'}"),
                free("free", "?shortname=nobody1", "{unique:true, field:null}"),
                free("msisdn", "?msisdn=9647711111111", "{unique:false, field:'msisdn'}"),
                free("email in capitals", "?email=SARA@B.IO", "{unique:false, field:'email'}"),
                free("the first clash", "?email=sara@b.io&msisdn=9647711111111", "{unique:false, field:'msisdn'}"),
                row("check_existing_invalid", "shortname")
                        .get("/user/check-existing?shortname=a-b")
                        .fails(422, "validation", 424),
                row("check_existing_invalid", "email")
                        .get("/user/check-existing?email=no")
                        .fails(422, "validation", 424),
                row("check_existing_invalid", "msisdn")
                        .get("/user/check-existing?msisdn=0123")
                        .fails(422, "validation", 424));
    }
}
