package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;

import java.util.List;
import java.util.Map;

/**
 * No proxy is trusted: what a client says of itself is ignored, and links have the address that the settings name. The mail server is
 * away.
 */
class NoProxyContractIT extends ContractSuite {
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "DMART_APP_URL", "https://app.example/dmart",
                "DMART_AUTH_RATE_LIMIT_PER_MINUTE", "2",
                "DMART_MAIL_HOST", "127.0.0.1",
                "DMART_MAIL_PORT", "1");
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "direct");
    }

    private static Row lying(Row row, String client) {
        return row.header("X-Forwarded-For", client)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=" + client + ";proto=https;host=evil.example");
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("otp_gateway")
                        .as(NOBODY)
                        .post("/user/otp-request", "{email:'new@b.io'}")
                        .fails(502, "otp", 100),
                lying(row("proxy_untrusted", "scheme"), "203.0.113.1")
                        .as(NOBODY)
                        .post("/user/logout", "")
                        .gives(200)
                        .has("Set-Cookie", "auth_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
                        .has("Strict-Transport-Security", ""),
                lying(row("proxy_untrusted", "links"), "203.0.113.1")
                        .as(ADMIN)
                        .get("/managed/shortening/direct/pens/blue")
                        .gives(200, "{attributes:{short_url:'~https://app\\\\.example/dmart/managed/s/.+'}}"),
                lying(row("cors_own", "the address that the settings name"), "203.0.113.1")
                        .header("Origin", "https://app.example")
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Allow-Origin", "https://app\\.example"),
                lying(row("cors_foreign", "the name that a client invents"), "203.0.113.1")
                        .header("Origin", "https://evil.example")
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Allow-Origin", ""),
                lying(row("login_wrong", "one address"), "203.0.113.2")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'nosuchuser', password:'Not-A-Password-1'}")
                        .fails(401, "auth", 10),
                lying(row("rate_limit", "another name, the same address"), "203.0.113.3")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'nosuchuser', password:'Not-A-Password-1'}")
                        .fails(429, "rate_limit", 429));
    }
}
