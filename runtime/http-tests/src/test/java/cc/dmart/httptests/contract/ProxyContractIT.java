package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Behind a reverse proxy that is trusted: what the client sees counts ({@code http-api.md} 1.5, {@code security.md} 5.1). */
class ProxyContractIT extends ContractSuite {
    private static final String LOGIN = "{shortname:'nosuchuser', password:'Not-A-Password-1'}";

    @Override
    protected Map<String, String> settings() {
        return Map.of("DMART_TRUSTED_PROXIES", "127.0.0.1", "DMART_AUTH_RATE_LIMIT_PER_MINUTE", "2");
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "proxied");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(schemes());
        out.addAll(limits());
        return out;
    }

    private static Row behind(Row row, String client) {
        return row.header("X-Forwarded-For", client)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "www.example");
    }

    private static Row login(String outcome, String client) {
        return row(outcome, client).as(NOBODY).header("X-Forwarded-For", client).post("/user/login", LOGIN);
    }

    private static List<Row> schemes() {
        return List.of(
                behind(row("proxy_scheme"), "203.0.113.1")
                        .post("/user/login", "{shortname:'omar', password:'" + World.PASSWORD + "'}")
                        .gives(200)
                        .has("Set-Cookie", "auth_token=[^;]+; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax")
                        .has("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                        .event("update user management:/users/omar")
                        .keep("token", "/records/0/attributes/access_token"),
                row("proxy_scheme", "a client elsewhere over plain HTTP")
                        .as(NOBODY)
                        .header("X-Forwarded-For", "203.0.113.1")
                        .post("/user/logout", "")
                        .gives(200)
                        .has("Set-Cookie", "auth_token=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax")
                        .has("Strict-Transport-Security", ""),
                behind(row("proxy_host"), "203.0.113.1")
                        .as(ADMIN)
                        .get("/managed/shortening/proxied/pens/blue")
                        .gives(200, "{attributes:{short_url:'~https://www\\\\.example/managed/s/.+'}}"),
                behind(row("proxy_host", "own origin"), "203.0.113.1")
                        .header("Origin", "https://www.example")
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Allow-Origin", "https://www\\.example"),
                behind(row("proxy_host", "own origin, with the cookie"), "203.0.113.1")
                        .header("Cookie", "auth_token=${token}")
                        .header("Origin", "https://www.example")
                        .post("/managed/query", "{type:'search', space_name:'proxied', subpath:'/'}")
                        .gives(200),
                behind(row("cookie_foreign", "the inner name is another origin"), "203.0.113.1")
                        .header("Cookie", "auth_token=${token}")
                        .header("Origin", "http://127.0.0.1:${port}")
                        .post("/managed/query", "{type:'search', space_name:'proxied', subpath:'/'}")
                        .fails(403, "request", 401));
    }

    /** Two logins a minute for each address; IPv6 counts by network. */
    private static List<Row> limits() {
        return List.of(
                login("login_wrong", "203.0.113.9").fails(401, "auth", 10),
                login("login_wrong", "6.6.6.6, 203.0.113.9").fails(401, "auth", 10),
                login("rate_limit", "6.6.6.7, 203.0.113.9")
                        .fails(429, "rate_limit", 429)
                        .has("Retry-After", "\\d+"),
                login("login_wrong", "203.0.113.10").fails(401, "auth", 10),
                login("login_wrong", "2001:db8:1:2::1").fails(401, "auth", 10),
                login("login_wrong", "2001:db8:1:2::2").fails(401, "auth", 10),
                login("rate_limit", "2001:db8:1:2:3::4").fails(429, "rate_limit", 429),
                login("login_wrong", "2001:db8:1:3::1").fails(401, "auth", 10));
    }
}
