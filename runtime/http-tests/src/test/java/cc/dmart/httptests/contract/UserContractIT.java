package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.RegistrationRows.CODE;
import static cc.dmart.httptests.contract.RegistrationRows.code;
import static cc.dmart.httptests.contract.RegistrationRows.person;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** Registration, logins, profiles, codes ({@code http-api.md} 3), with pretended mails and short messages. */
class UserContractIT extends ContractSuite {
    private static final String SECRET = "password:'" + World.PASSWORD + "'";
    private static final Caller SARA = Caller.user("sara");

    private final PlayedGoogle google = new PlayedGoogle();

    @AfterAll
    void stopGoogle() {
        google.close();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "DMART_MOCK_SMTP_API", "true",
                "DMART_MOCK_SMPP_API", "true",
                "DMART_INVITATION_LINK", "https://app.example.com",
                "DMART_USER_PROFILE_PAYLOAD_PROTECTED_FIELDS", "rank,limits.daily",
                "DMART_MAX_FAILED_LOGIN_ATTEMPTS", "0",
                "DMART_GOOGLE_CLIENT_ID", "app",
                "DMART_GOOGLE_OATH_CALLBACK", "https://a.io/user/google/callback",
                "DMART_SOCIAL_ENDPOINTS", google.start());
    }

    @Override
    protected void prepare(World world) {
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(request(
                                "management",
                                "create",
                                recordJson(
                                        "schema",
                                        "schema",
                                        "person",
                                        "{payload:{content_type:'json', schema_shortname:'meta_schema', body:{title:'person',"
                                                + "type:'object', properties:{age:{type:'integer'}}}}}"),
                                recordJson(
                                        "user",
                                        "users",
                                        "phone",
                                        "{type:'mobile', msisdn:'9647700000001', is_msisdn_verified:true, email:'phone@b.io', "
                                                + SECRET + "}"),
                                linked("linker"),
                                linked("other"))))
                .expect(200);
        world.admin()
                .post("/managed/request", Json.strict(request("management", "create", OwnAccountRows.accounts())))
                .expect(200);
    }

    private static String linked(String name) {
        return recordJson("user", "users", name, "{email:'" + name + "@b.io', is_email_verified:true, " + SECRET + "}");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(RegistrationRows.codes());
        out.addAll(RegistrationRows.registrations());
        out.addAll(RegistrationRows.refusedRegistrations());
        out.addAll(RegistrationRows.names());
        out.addAll(logins());
        out.addAll(profile());
        out.addAll(refusedProfile());
        out.addAll(confirmations());
        out.addAll(OwnAccountRows.all());
        out.addAll(google.rows());
        out.addAll(resets());
        out.addAll(ends());
        return out;
    }

    private static Row login(String outcome, String detail, String body) {
        return row(outcome, detail).as(NOBODY).post("/user/login", "{" + body + "}");
    }

    private static List<Row> logins() {
        String sara = "update user management:/users/sara";
        String phone = "update user management:/users/phone";
        return List.of(
                login("login", "by email", "email:'SARA@b.io', firebase_token:'f', " + SECRET)
                        .gives(200, "{records:[{shortname:'sara', attributes:{access_token:'*'}}]}")
                        .event(sara),
                login("login", "by phone, from its device", "msisdn:'9647700000001', device_id:'one', " + SECRET)
                        .gives(200, "{records:[{shortname:'phone', attributes:{type:'mobile'}}]}")
                        .event(phone),
                login("login_device", "", "shortname:'phone', device_id:'two', " + SECRET)
                        .fails(401, "auth", 115),
                login(
                                "login_wrong",
                                "another device without the password",
                                "shortname:'phone', device_id:'two', password:'no'")
                        .fails(401, "auth", 10),
                code("for a login", "/user/otp-request-login", "{msisdn:'9647700000001'}"),
                code("for a login of nobody", "/user/otp-request-login", "{email:'none@b.io'}"),
                login("login_wrong", "code", "msisdn:'9647700000001', otp:'654321'")
                        .fails(401, "auth", 10),
                login("login_wrong", "code of nobody", "email:'none@b.io', otp:'" + CODE + "'")
                        .fails(401, "auth", 10),
                login("login_wrong", "code without a name", "otp:'" + CODE + "'")
                        .fails(401, "auth", 10),
                login(
                                "login",
                                "by a code, from another device",
                                "msisdn:'9647700000001', device_id:'two', otp:'" + CODE + "'")
                        .gives(200, "{records:[{shortname:'phone'}]}")
                        .keep("phone", "/records/0/attributes/access_token")
                        .event(phone),
                login("login_wrong", "a code that was used", "msisdn:'9647700000001', otp:'" + CODE + "'")
                        .fails(401, "auth", 10),
                login("login_wrong", "an invitation that nobody sent", "invitation:'eyJhIjoxfQ.eyJiIjoyfQ.c2ln'")
                        .fails(401, "auth", 10),
                login("login_wrong", "email that is not verified", "email:'unproved@b.io', " + SECRET)
                        .fails(401, "auth", 10),
                row("create", "an account that is disabled")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                request("management", "create", person("asleep", "is_active:false, " + SECRET)))
                        .gives(200)
                        .event("create user management:/users/asleep"),
                login("login_wrong", "disabled", "shortname:'asleep', " + SECRET)
                        .fails(401, "auth", 10),
                row("cookie_foreign", "login")
                        .header("Sec-Fetch-Site", "cross-site")
                        .post("/user/login", "{shortname:'sara', " + SECRET + "}")
                        .fails(403, "request", 401));
    }

    private static Row change(String outcome, String detail, String attributes) {
        return row(outcome, detail).as(SARA).post("/user/profile", person("sara", attributes));
    }

    private static List<Row> profile() {
        String event = "update user management:/users/sara";
        return List.of(
                change(
                                "profile_change",
                                "names are merged",
                                "displayname:{ar:'S'}, language:'english', force_password_change:true")
                        .gives(200, "{status:'success', records:[]}")
                        .event(event),
                row("profile_change", "attributes alone")
                        .as(SARA)
                        .post("/user/profile", "{description:{en:'d'}, payload:{body:{city:'B'}}, email:'sara@b.io'}")
                        .gives(200, "{records:[]}")
                        .event(event),
                row("profile", "afterwards")
                        .as(SARA)
                        .get("/user/profile")
                        .gives(
                                200,
                                "{records:[{attributes:{displayname:{en:'Sara', ar:'S'}, language:'english', description:{en:'d'},"
                                        + "payload:{body:{age:30, city:'B'}}, force_password_change:false}}]}"),
                change("profile_change", "token of a telephone", "firebase_token:'g'")
                        .gives(200, "{records:[]}"),
                row("profile_change", "a record without a name")
                        .as(SARA)
                        .post("/user/profile", "{shortname:'', attributes:{language:'en'}}")
                        .gives(200, "{records:[]}")
                        .event(event),
                row("profile_change", "a name to be made")
                        .as(SARA)
                        .post("/user/profile", "{shortname:'auto', attributes:{language:'english'}}")
                        .gives(200, "{records:[]}")
                        .event(event),
                code("for a new address", "/user/otp-request", "{email:'sara2@b.io'}"),
                change("profile_change", "address", "email:'sara2@b.io', email_otp:'" + CODE + "'")
                        .gives(200, "{records:[]}")
                        .event(event),
                row("profile", "new address")
                        .as(SARA)
                        .get("/user/profile")
                        .gives(200, "{records:[{attributes:{email:'sara2@b.io', is_email_verified:true}}]}"));
    }

    private static List<Row> refusedProfile() {
        return List.of(
                change("profile_protected", "", "payload:{body:{rank:9}}").fails(401, "restriction", 210),
                change("profile_protected", "deeper", "payload:{body:{limits:{daily:9}}}")
                        .fails(401, "restriction", 210),
                change("profile_password_rules", "", "password:'short', old_password:'" + World.PASSWORD + "'")
                        .fails(400, "jwtauth", 17),
                change("profile_no_old", "", "password:'Better4Sure'").fails(403, "auth", 102),
                change("profile_wrong_old", "", "password:'Better4Sure', old_password:'no'")
                        .fails(401, "request", 19),
                change("profile_code", "missing", "email:'sara3@b.io'").fails(400, "create", 50),
                change("profile_code", "wrong", "msisdn:'9647733333333', msisdn_otp:'000000'")
                        .fails(400, "create", 50),
                change("profile_confirmation", "", "confirmation:'000000'").fails(422, "request", 427),
                change("profile_taken", "", "email:'new@b.io', email_otp:'" + CODE + "'")
                        .fails(400, "request", 415),
                change("profile_type", "switch", "is_active:'false'").fails(422, "validation", 424),
                change("profile_type", "names", "displayname:'S'")
                        .fails(422, "validation", 424)
                        .check(reply -> assertThat(
                                        reply.json().at("/error/info/0/loc").toString())
                                .isEqualTo("[\"body\",\"attributes\",\"displayname\"]")),
                change("profile_type", "payload", "payload:'text'").fails(422, "validation", 424),
                change("profile_type", "a name in one language", "displayname:{en:5}")
                        .fails(
                                422,
                                "validation",
                                424,
                                "{error:{info:[{loc:['body','attributes','displayname','en'], type:'string_type'}]}}"),
                change("profile_type", "an unknown language", "language:'latin'")
                        .fails(
                                422,
                                "validation",
                                424,
                                "{error:{info:[{loc:['body','attributes','language'], type:'enum'}]}}"),
                row("profile_type", "attributes")
                        .as(SARA)
                        .post("/user/profile", "{attributes:[]}")
                        .fails(422, "validation", 424),
                change("profile_schema", "", "payload:{body:{age:'old'}}").fails(400, "validation", 422));
    }

    private static List<Row> confirmations() {
        return List.of(
                code("to confirm", "/user/otp-request", "{email:'phone@b.io'}"),
                row("otp_confirm_wrong")
                        .header("Authorization", "Bearer ${phone}")
                        .post("/user/otp-confirm", "{code:'654321', email:'phone@b.io'}")
                        .fails(400, "OTP", 308),
                row("otp_confirm", "by the name that the SDKs use")
                        .header("Authorization", "Bearer ${phone}")
                        .post("/user/otp-confirm", "{otp:'" + CODE + "', email:'phone@b.io'}")
                        .gives(200, "{status:'success', records:[]}")
                        .event("update user management:/users/phone"),
                row("otp_confirm_wrong", "used")
                        .header("Authorization", "Bearer ${phone}")
                        .post("/user/otp-confirm", "{code:'" + CODE + "', email:'phone@b.io'}")
                        .fails(400, "OTP", 308),
                row("otp_nobody", "to confirm")
                        .header("Authorization", "Bearer ${phone}")
                        .post("/user/otp-confirm", "{code:'" + CODE + "'}")
                        .fails(422, "OTP", 207),
                row("otp_confirm_wrong", "not six digits")
                        .header("Authorization", "Bearer ${phone}")
                        .post("/user/otp-confirm", "{code:'12', email:'phone@b.io'}")
                        .fails(400, "OTP", 308),
                row("no_token", "to confirm")
                        .as(NOBODY)
                        .post("/user/otp-confirm", "{code:'123456', msisdn:'9647700000001'}")
                        .fails(401, "jwtauth", 49),
                row("validate_password")
                        .as(SARA)
                        .post("/user/validate_password", "{" + SECRET + "}")
                        .gives(200, "{status:'success', records:[], attributes:{valid:true}}"),
                row("validate_password_wrong")
                        .as(SARA)
                        .post("/user/validate_password", "{password:'no'}")
                        .fails(401, "jwtauth", 13));
    }

    private static List<Row> resets() {
        return List.of(
                row("reset_request")
                        .as(NOBODY)
                        .post("/user/password-reset-request", "{shortname:'sara'}")
                        .gives(200, "{status:'success', records:[], attributes:{message:'*'}}"),
                row("reset_request", "of nobody")
                        .as(NOBODY)
                        .post("/user/password-reset-request", "{email:'none@b.io'}")
                        .gives(200, "{status:'success', records:[], attributes:{message:'*'}}"),
                row("reset_denied")
                        .as(SARA)
                        .post("/user/reset", "{shortname:'omar'}")
                        .fails(401, "request", 401),
                row("reset_missing")
                        .as(ADMIN)
                        .post("/user/reset", "{shortname:'nobody1'}")
                        .fails(404, "db", 220),
                row("reset_invalid")
                        .as(ADMIN)
                        .post("/user/reset", "{shortname:'a-b'}")
                        .fails(422, "validation", 424),
                row("reset")
                        .as(ADMIN)
                        .post("/user/reset", "{shortname:'r1'}")
                        .gives(200, "{attributes:{shortname:'r1', sms_sent:false, email_sent:true, invitations:null}}")
                        .event("update user management:/users/r1"));
    }

    private static List<Row> ends() {
        String event = "update user management:/users/sara";
        return List.of(
                login("login", "a second session", "shortname:'sara', " + SECRET)
                        .gives(200)
                        .keep("second", "/records/0/attributes/access_token")
                        .event(event),
                change("profile_change", "password", "password:'Better4Sure', old_password:'" + World.PASSWORD + "'")
                        .gives(200, "{records:[]}")
                        .event(event),
                row("dead_token", "after a new password")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${second}")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                login("login_wrong", "the old password", "shortname:'sara', " + SECRET)
                        .fails(401, "auth", 10),
                login("login", "the new password", "shortname:'sara', password:'Better4Sure'")
                        .gives(200)
                        .keep("third", "/records/0/attributes/access_token")
                        .event(event),
                login(
                                "login",
                                "empty members count as absent",
                                "shortname:'sara', invitation:'', otp:'', password:'Better4Sure'")
                        .gives(200)
                        .keep("fourth", "/records/0/attributes/access_token")
                        .event(event),
                row("logout", "with a body that is none")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${fourth}")
                        .send("POST", "/user/logout", Row.utf8("[nothing"), "text/plain")
                        .gives(200, "{records:[]}"),
                row("dead_token", "after it")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${fourth}")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("logout", "everywhere")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${third}")
                        .post("/user/logout", "{all:true}")
                        .gives(200, "{records:[]}")
                        .has("Set-Cookie", "auth_token=; Max-Age=0; .*"),
                login("login", "once more", "shortname:'sara', password:'Better4Sure'")
                        .gives(200)
                        .keep("fourth", "/records/0/attributes/access_token")
                        .event(event),
                row("account_delete")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${fourth}")
                        .post("/user/delete", "")
                        .gives(200, "{status:'success'}")
                        .event("delete user management:/users/sara")
                        .noFile("management/users/.dm/sara/meta.user.json"),
                row("dead_token", "of a deleted account")
                        .as(NOBODY)
                        .header("Authorization", "Bearer ${fourth}")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("account_delete_refused").as(ADMIN).post("/user/delete", "").fails(400, "delete", 204),
                row("social_off", "mobile")
                        .as(NOBODY)
                        .post("/user/facebook/mobile-login", "{token:'x'}")
                        .fails(401, "auth", 402),
                row("social_callback")
                        .as(NOBODY)
                        .get("/user/google/callback?code=x&state=y")
                        .fails(401, "auth", 402));
    }
}
