package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What holds for every endpoint: envelope, headers, tokens, paths, values, limits ({@code http-api.md} 1). */
class CommonContractIT extends ContractSuite {
    private static final String ENTRY = "/managed/entry/content/common/pens/blue";
    private static final String FILE = "/managed/payload/media/common/pens/blue/pic.png";
    private static final String QUERY = "type:'search', space_name:'common', subpath:'/pens', filter_types:['content']";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "common");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(headers());
        out.addAll(tokens());
        out.addAll(paths());
        out.addAll(values());
        out.addAll(limits());
        out.addAll(compression());
        out.addAll(payloads());
        return out;
    }

    private static List<Row> headers() {
        return List.of(
                row("envelope").as(NOBODY).post("/user/logout", "").gives(200, "{status:'success', records:[]}"),
                row("no_route").as(ADMIN).get("/nothing/here").fails(422, "request", 230),
                row("no_route", "below a known path")
                        .as(ADMIN)
                        .get("/managed/none")
                        .fails(422, "request", 230),
                row("wrong_method").as(ADMIN).delete("/managed/query").fails(422, "request", 230),
                row("wrong_method", "of a resource")
                        .as(NOBODY)
                        .delete("/user/login")
                        .fails(422, "request", 230),
                row("headers")
                        .as(NOBODY)
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Expose-Headers", ".*x-server-time.*X-Correlation-ID.*")
                        .has("Access-Control-Allow-Headers", "content-type, charset, authorization, .*range.*")
                        .has("Access-Control-Allow-Methods", "OPTIONS, DELETE, POST, GET, PATCH, PUT")
                        .has("Access-Control-Max-Age", "600")
                        .has("Cache-Control", "no-cache, no-store, must-revalidate")
                        .has("Pragma", "no-cache")
                        .has("Expires", "0")
                        .has("Referrer-Policy", "strict-origin-when-cross-origin")
                        .has("Permissions-Policy", "geolocation=\\(\\), camera=\\(\\), microphone=\\(\\)")
                        .has("Vary", ".*Origin.*")
                        .has("Strict-Transport-Security", "")
                        .has("Server", ""),
                row("correlation")
                        .as(NOBODY)
                        .header("X-Correlation-ID", "a.b_c-9")
                        .get("/")
                        .gives(200),
                row("cors_own")
                        .as(NOBODY)
                        .header("Origin", "http://127.0.0.1:${port}")
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Allow-Origin", "http://127\\.0\\.0\\.1:\\d+")
                        .has("Access-Control-Allow-Credentials", "true"),
                row("cors_foreign")
                        .as(NOBODY)
                        .header("Origin", "https://evil.example")
                        .get("/")
                        .gives(200)
                        .has("Access-Control-Allow-Origin", "")
                        .has("Access-Control-Allow-Credentials", ""),
                row("options")
                        .as(NOBODY)
                        .send("OPTIONS", "/managed/request", new byte[0], "")
                        .gives(204)
                        .has("Access-Control-Allow-Methods", ".*PUT.*")
                        .check(reply -> assertThat(reply.body()).isEmpty()),
                row("options", "of no route")
                        .as(NOBODY)
                        .send("OPTIONS", "/none", new byte[0], "")
                        .gives(204));
    }

    private static List<Row> tokens() {
        return List.of(
                row("no_token").as(NOBODY).get("/user/profile").fails(401, "jwtauth", 49),
                row("no_token", "servlet").as(NOBODY).get(ENTRY).fails(401, "jwtauth", 49),
                row("bad_token")
                        .header("Authorization", "Bearer null")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 47),
                row("no_token", "none behind the scheme")
                        .header("Authorization", "Bearer")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("expired_token")
                        .header("Authorization", "Bearer " + Signed.token("omar", 1_700_000_000))
                        .get("/user/profile")
                        .fails(401, "jwtauth", 48),
                row("bad_token", "another scheme")
                        .header("Authorization", "Basic eDp5")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 47),
                row("token_ignored")
                        .header("Authorization", "Bearer null")
                        .post("/public/query", "{" + QUERY + "}")
                        .gives(200),
                row("login")
                        .post("/user/login", "{shortname:'omar', password:'" + World.PASSWORD + "'}")
                        .gives(200)
                        .has("Set-Cookie", "auth_token=[^;]+; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax")
                        .event("update user management:/users/omar")
                        .keep("token", "/records/0/attributes/access_token"),
                row("cookie")
                        .header("Cookie", "auth_token=${token}")
                        .get("/user/profile")
                        .gives(200),
                row("empty_header")
                        .header("Cookie", "auth_token=${token}")
                        .header("Authorization", "")
                        .get("/user/profile")
                        .gives(200),
                row("cookie_foreign")
                        .header("Cookie", "auth_token=${token}")
                        .header("Sec-Fetch-Site", "cross-site")
                        .post("/managed/query", "{" + QUERY + "}")
                        .fails(403, "request", 401),
                row("cookie_foreign", "origin")
                        .header("Cookie", "auth_token=${token}")
                        .header("Origin", "https://evil.example")
                        .post("/managed/request", request("common", "create", Shop.penJson("x", 1)))
                        .fails(403, "request", 401),
                row("logout")
                        .header("Authorization", "Bearer ${token}")
                        .post("/user/logout", "")
                        .gives(200),
                row("dead_token")
                        .header("Authorization", "Bearer ${token}")
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49));
    }

    private static List<Row> paths() {
        return List.of(
                row("slashes")
                        .as(ADMIN)
                        .get("/managed//entry/content/common//pens/blue/")
                        .gives(200),
                row("slashes", "JAX-RS")
                        .as(ADMIN)
                        .get("/managed//payload/media/common/pens/blue//pic.png")
                        .gives(200),
                row("slashes", "health").as(NOBODY).get("/health//live/").gives(200, "{attributes:{live:true}}"),
                row("no_route", "below health").as(NOBODY).get("/health/alive").fails(422, "request", 230),
                row("root", "before the place of an attachment")
                        .as(ADMIN)
                        .get("/managed/payload/media/common/__root__/pens/blue/pic.png")
                        .gives(200),
                row("root")
                        .as(ADMIN)
                        .get("/managed/entry/space/common/__root__/common")
                        .gives(200),
                row("root", "left out")
                        .as(ADMIN)
                        .get("/managed/entry/folder/common/pens")
                        .gives(200),
                row("illegal_path", "dots")
                        .as(ADMIN)
                        .get("/managed/entry/content/common/%2e%2e/blue")
                        .fails(422, "validation", 424, "{error:{info:[{loc:['path']}]}}"),
                row("illegal_path", "slash")
                        .as(ADMIN)
                        .get("/managed/entry/content/common/pens%2Fblue/x")
                        .fails(422, "validation", 424),
                row("illegal_path", "backslash")
                        .as(ADMIN)
                        .get("/managed/entry/content/common/pens%5Cblue/x")
                        .fails(422, "validation", 424),
                row("illegal_path", "broken encoding")
                        .as(ADMIN)
                        .get("/managed/entry/content/common/pens/%C0%AEx")
                        .fails(422, "validation", 424),
                row("space_name")
                        .as(ADMIN)
                        .get("/managed/entry/content/com-mon/pens/blue")
                        .fails(422, "validation", 424));
    }

    private static List<Row> values() {
        List<Row> out = new ArrayList<>();
        for (String yes : List.of("true", "True", "1", "yes", "on", "t", "Y")) {
            out.add(row("booleans", yes)
                    .as(ADMIN)
                    .get(ENTRY + "?retrieve_json_payload=" + yes)
                    .gives(200, "{payload:{body:{price:3}}}"));
        }
        for (String no : List.of("False", "0", "off", "undefined", "null", "")) {
            out.add(row("booleans", "'" + no + "'")
                    .as(ADMIN)
                    .get(ENTRY + "?retrieve_json_payload=" + no)
                    .gives(200, "{payload:{body:null}}"));
        }
        out.add(row("bad_boolean")
                .as(ADMIN)
                .get(ENTRY + "?retrieve_json_payload=maybe")
                .fails(422, "validation", 424));
        out.add(row("malformed")
                .as(ADMIN)
                .send("POST", "/managed/query", utf8("{\"type\":"), "application/json")
                .fails(422, "validation", 424, "{error:{info:[{loc:['body','...'], type:'json_invalid'}]}}"));
        out.add(row("media_type")
                .as(ADMIN)
                .send("POST", "/managed/query", utf8("{}"), "text/plain")
                .fails(415, "request", 402));
        for (String odd : List.of("garbage", "application/json, text/plain")) {
            out.add(row("media_type", odd)
                    .as(NOBODY)
                    .send("POST", "/user/login", utf8("{}"), odd)
                    .fails(415, "request", 402));
        }
        out.add(row("envelope", "a type that is none, and nothing that it could be of")
                .as(NOBODY)
                .header("Content-Type", "undefined")
                .get("/info/me")
                .gives(200));
        out.add(row("media_type", "form")
                .as(NOBODY)
                .send("POST", "/user/login", utf8("a=b"), "application/x-www-form-urlencoded")
                .fails(415, "request", 402));
        return out;
    }

    private static List<Row> limits() {
        String many = String.join(",", java.util.Collections.nCopies(1001, Shop.penJson("x", 1)));
        String deep = "[".repeat(40) + "]".repeat(40);
        return List.of(
                row("too_large")
                        .as(ADMIN)
                        .send(
                                "POST",
                                "/managed/query",
                                utf8("{\"search\":\"" + "x".repeat(10 << 20) + "\"}"),
                                "application/json")
                        .fails(413, "request", 402),
                row("too_deep")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", x:" + deep + "}")
                        .fails(422, "validation", 424),
                row("too_many_records")
                        .as(ADMIN)
                        .post("/managed/request", request("common", "create", many))
                        .fails(422, "validation", 424),
                row("long_search")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", search:'" + "x".repeat(1025) + "'}")
                        .fails(422, "validation", 424),
                row("long_jq")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", jq_filter:'" + ".".repeat(1025) + "'}")
                        .fails(422, "validation", 424),
                row("limit_all")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", limit:-1}")
                        .gives(200, "{attributes:{total:2, returned:2}}"),
                row("limit_all", "above the maximum")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", limit:99999999}")
                        .gives(200, "{attributes:{total:2, returned:2}}"),
                row("limit_negative")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", limit:-2}")
                        .fails(422, "validation", 424),
                row("offset_negative")
                        .as(ADMIN)
                        .post("/managed/query", "{" + QUERY + ", offset:-5}")
                        .gives(200, "{attributes:{total:2, returned:2}}"));
    }

    private static Row queried(Row row, byte[] body) {
        return row.as(ADMIN).send("POST", "/managed/query", body, "application/json");
    }

    private static List<Row> compression() {
        String query = Json.strict("{" + QUERY + "}");
        return List.of(
                row("gzip")
                        .header("Accept-Encoding", "gzip")
                        .get("/docs/openapi.json")
                        .gives(200)
                        .has("Content-Encoding", "gzip")
                        .check(reply -> assertThat(reply.body()).startsWith(0x1f, 0x8b)),
                row("gzip", "not below 10,000 bytes")
                        .header("Accept-Encoding", "gzip")
                        .get("/info/me")
                        .gives(200, "{status:'success'}")
                        .has("Content-Encoding", ""),
                queried(row("gzip_request"), utf8(query)).zipped().gives(200, "{attributes:{total:2}}"),
                queried(row("gzip_bomb"), utf8("{\"search\":\"" + "x".repeat(30 << 20) + "\"}"))
                        .zipped()
                        .fails(413, "request", 402),
                queried(row("gzip_broken"), utf8("no zip at all"))
                        .header("Content-Encoding", "gzip")
                        .fails(400, "request", 402),
                row("gzip_other")
                        .as(ADMIN)
                        .header("Content-Encoding", "br")
                        .send("POST", "/managed/query", utf8(query), "application/json")
                        .fails(415, "request", 402),
                row("large_headers")
                        .header("X-Large", "x".repeat(17 << 10))
                        .get("/")
                        .fails(413, "request", 402));
    }

    private static List<Row> payloads() {
        return List.of(
                row("payload_file")
                        .as(ADMIN)
                        .get(FILE)
                        .gives(200)
                        .has("Content-Type", "image/png")
                        .has("Cache-Control", "private, no-store")
                        .has("Accept-Ranges", "bytes")
                        .has("Content-Disposition", "inline; filename=\"pic\\.png\".*")
                        .has("ETag", "\"[0-9a-f]{64}\"")
                        .has("Last-Modified", ".* GMT")
                        .keep("tag", "header:ETag")
                        .check(reply -> assertThat(reply.body()).isEqualTo(Shop.PNG)),
                row("etag")
                        .as(ADMIN)
                        .header("If-None-Match", "${tag}")
                        .get(FILE)
                        .gives(304)
                        .check(reply -> assertThat(reply.body()).isEmpty()),
                row("range")
                        .as(ADMIN)
                        .header("Range", "bytes=1-3")
                        .get(FILE)
                        .gives(206)
                        .has("Content-Range", "bytes 1-3/" + Shop.PNG.length)
                        .check(reply -> assertThat(reply.text()).isEqualTo("PNG")),
                row("range_bad")
                        .as(ADMIN)
                        .header("Range", "bytes=9999-")
                        .get(FILE)
                        .fails(416, "media", 402),
                row("head")
                        .as(ADMIN)
                        .send("HEAD", FILE, new byte[0], "")
                        .gives(200)
                        .has("Content-Length", String.valueOf(Shop.PNG.length))
                        .check(reply -> assertThat(reply.body()).isEmpty()),
                row("head", "entry")
                        .as(ADMIN)
                        .send("HEAD", ENTRY, new byte[0], "")
                        .gives(200),
                row("head", "root").send("HEAD", "/", new byte[0], "").gives(200),
                row("head", "JAX-RS")
                        .as(ADMIN)
                        .send("HEAD", "/user/profile", new byte[0], "")
                        .gives(200)
                        .has("Content-Length", "[1-9][0-9]{2,}"),
                row("head", "health")
                        .send("HEAD", "/health/ready", new byte[0], "")
                        .gives(200));
    }
}
