package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.RegistrationRows.CODE;
import static cc.dmart.httptests.contract.RegistrationRows.code;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;

import java.util.List;

/** Rows of {@link UserContractIT}: addresses that are proved, and an account that its owner switches off ({@code http-api.md} 3.6, 3.9). */
final class OwnAccountRows {
    private static final Caller SARA = Caller.user("sara");
    private static final Caller PROVER = Caller.user("prover");
    private static final Caller QUITTER = Caller.user("quitter");

    private OwnAccountRows() {}

    /** The accounts {@code prover}, with an address that is not proved, and {@code quitter}. */
    static String[] accounts() {
        String secret = "password:'" + World.PASSWORD + "'";
        return new String[] {
            recordJson("user", "users", "prover", "{email:'prover@b.io', " + secret + "}"),
            recordJson("user", "users", "quitter", "{" + secret + "}")
        };
    }

    static List<Row> all() {
        String confirmed = "{code:'" + CODE + "', email:'prover@b.io'}";
        return List.of(
                code("to confirm somebody's address", "/user/otp-request", "{email:'prover@b.io'}"),
                row("otp_confirm_foreign")
                        .as(SARA)
                        .post("/user/otp-confirm", confirmed)
                        .fails(400, "create", 50),
                row("otp_confirm", "the code is left to the owner of the address")
                        .as(PROVER)
                        .post("/user/otp-confirm", confirmed)
                        .gives(200, "{status:'success', records:[]}")
                        .event("update user management:/users/prover"),
                code("for a new phone", "/user/otp-request", "{msisdn:'9647744444444'}"),
                row("profile_change", "phone")
                        .as(SARA)
                        .post("/user/profile", "{attributes:{msisdn:'9647744444444', msisdn_otp:'" + CODE + "'}}")
                        .gives(200, "{records:[]}")
                        .event("update user management:/users/sara"),
                row("profile", "new phone")
                        .as(SARA)
                        .get("/user/profile")
                        .gives(200, "{records:[{attributes:{msisdn:'9647744444444', is_msisdn_verified:true}}]}"),
                row("profile", "before it is switched off")
                        .as(QUITTER)
                        .get("/user/profile")
                        .gives(200),
                row("profile_change", "switched off")
                        .as(QUITTER)
                        .post("/user/profile", "{attributes:{is_active:false}}")
                        .gives(200, "{records:[]}")
                        .event("update user management:/users/quitter"),
                row("dead_token", "of an account that is switched off")
                        .as(QUITTER)
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("login_wrong", "switched off by its owner")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'quitter', password:'" + World.PASSWORD + "'}")
                        .fails(401, "auth", 10));
    }
}
