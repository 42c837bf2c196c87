package cc.dmart.rest.internal.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One row per documented outcome of each endpoint ({@code http-api.md} 1 to 6) that is no read of an entry ({@link ReadRows}). */
final class EndpointRows {
    static final String SARA = "Bearer tok_sara";
    private static final List<String> FORM = List.of("Content-Type", "application/x-www-form-urlencoded");

    private EndpointRows() {}

    /** A row: what is sent, the status, and parts of the reply body. */
    record Row(
            String name, String method, String path, List<String> headers, String body, int status, String... parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Row get(String name, String path, String authorization, int status, String... parts) {
        List<String> headers = authorization.isEmpty() ? List.of() : List.of("Authorization", authorization);
        return new Row(name, "GET", path, headers, "", status, parts);
    }

    private static Row post(String name, String path, String authorization, String body, int status, String... parts) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (!authorization.isEmpty()) {
            headers.addAll(List.of("Authorization", authorization));
        }
        return new Row(name, "POST", path, headers, body, status, parts);
    }

    static String error(String type, int code) {
        return "\"error\":{\"type\":\"" + type + "\",\"code\":" + code + ",";
    }

    private static String request(String type, String... shortnames) {
        List<String> records = new ArrayList<>();
        for (String name : shortnames) {
            records.add("{\"resource_type\":\"content\",\"subpath\":\"/pens\",\"shortname\":\"" + name
                    + "\",\"attributes\":{\"a\":1},\"branch_name\":\"main\",\"uuid\":null}");
        }
        return "{\"space_name\":\"shop\",\"request_type\":\"" + type + "\",\"records\":[" + String.join(",", records)
                + "]}";
    }

    static Stream<Row> root() {
        return Stream.of(
                get("root", "/", "", 200, "{\"status\":\"success\",\"message\":\"DMART API\"}"),
                get("live", "/health/live", "", 200, "\"attributes\":{\"live\":true}"),
                get("ready", "/health/ready", "", 200, "\"ready\":true", "\"index\":\"warn\"", "\"core\":\"ok\""),
                new Row("ready takes GET only", "POST", "/health/ready", List.of(), "", 422, error("request", 230)),
                get("unknown route", "/nothing/here", "", 422, "{\"status\":\"failed\"," + error("request", 230)),
                get("unknown route with a session", "/nothing", SARA, 422, error("request", 230)),
                get("unknown below managed", "/managed/nothing", SARA, 422, error("request", 230)),
                new Row("wrong method", "DELETE", "/managed/query", List.of(), "", 422, error("request", 230)),
                new Row("options", "OPTIONS", "/any/thing", List.of(), "", 204),
                get("encoded slash", "/managed/entry/content/s%2fx/a", SARA, 422, error("validation", 424)),
                get("encoded dots", "/managed/entry/%2e%2e/s/a/b", SARA, 422, error("validation", 424), "[\"path\"]"),
                get("encoded dot", "/managed/payload/media/s/a/b%2epng", SARA, 422, error("validation", 424)),
                get("overlong utf-8", "/managed/entry/content/s/%c0%ae/b", SARA, 422, error("validation", 424)),
                get("plugin without login", "/plug/who", "", 401, error("jwtauth", 49)),
                get("plugin with login", "/plug/who", SARA, 200, "sara"),
                get("plugin that fails", "/plug/fail", SARA, 500, error("exception", 430)),
                get("plugin that finds nothing", "/plug/gone", SARA, 404, error("db", 220)));
    }

    static Stream<Row> accounts() {
        String record =
                "{\"resource_type\":\"user\",\"shortname\":\"%s\",\"subpath\":\"users\",\"attributes\":{\"displayname\":{}}}";
        String json = "{\"displayname\":{\"en\":\"S\"}}";
        String email = "{\"email\":\"a@b.io\"}";
        return Stream.of(
                get("3.1", "/user/check-existing?email=A@b.io&shortname=", "", 200, "\"asked\":{\"email\":\"A@b.io\"}"),
                post("3.2", "/user/create", "", record.formatted("sara"), 200, "\"access_token\":\"tok_sara\""),
                post("3.2 no record", "/user/create", "", "{}", 422, error("validation", 424)),
                post("3.6 record", "/user/profile", SARA, record.formatted("sara"), 200, "\"records\":[]"),
                post("3.6 attributes alone", "/user/profile", SARA, json, 200, "\"records\":[]"),
                post("3.6 of another", "/user/profile", SARA, record.formatted("omar"), 401, error("request", 401)),
                post("3.6 without login", "/user/profile", "", json, 401, error("jwtauth", 49)),
                post("3.7", "/user/delete", SARA, "", 200, "\"records\":[]"),
                post("3.7 without login", "/user/delete", "", "", 401, error("jwtauth", 49)),
                post("3.8", "/user/reset", SARA, "{\"shortname\":\"x\"}", 200, "\"sms_sent\":false"),
                post("3.8 without login", "/user/reset", "", "{\"shortname\":\"x\"}", 401, error("jwtauth", 49)),
                post("3.9 request", "/user/otp-request", "Bearer bad", email, 200, "\"records\":[]"),
                post("3.9 request to log in", "/user/otp-request-login", "Bearer bad", email, 200, "\"records\":[]"),
                post("3.9 reset", "/user/password-reset-request", "Bearer bad", email, 200, "\"message\":\"sent"),
                post("3.9 confirm", "/user/otp-confirm", SARA, "{\"code\":\"123456\"}", 200, "\"records\":[]"),
                post("3.9 wrong", "/user/otp-confirm", SARA, "{\"code\":\"000000\"}", 400, error("OTP", 308)),
                post("3.9 confirm without login", "/user/otp-confirm", "", email, 401, error("jwtauth", 49)),
                post("3.9 password", "/user/validate_password", SARA, "{\"password\":\"x\"}", 200, "\"valid\":true"),
                post(
                        "wrong password",
                        "/user/validate_password",
                        SARA,
                        "{\"password\":\"wrong\"}",
                        401,
                        "\"code\":13,"),
                get("sessions", "/user/sessions", SARA, 200, "\"sessions\":[{\"id\":\"s1\",\"of\":\"tok_sara\"}]"),
                get("sessions without login", "/user/sessions", "", 401, error("jwtauth", 49)),
                new Row("end one", "DELETE", "/user/sessions/s1", List.of("Authorization", SARA), "", 200),
                new Row("end none", "DELETE", "/user/sessions/s2", List.of("Authorization", SARA), "", 404),
                new Row("end without login", "DELETE", "/user/sessions/s1", List.of(), "", 401),
                post(
                        "3.10",
                        "/user/google/mobile-login",
                        "Bearer bad",
                        "{\"token\":\"good\"}",
                        200,
                        "\"shortname\":\"google_1\""),
                post("3.10 bad token", "/user/apple/mobile-login", "", "{\"token\":\"x\"}", 401, error("auth", 402)),
                post(
                        "3.10 other provider",
                        "/user/evil/mobile-login",
                        "",
                        "{\"token\":\"good\"}",
                        422,
                        error("request", 230)),
                get("3.10 begin", "/user/facebook/login", "", 302),
                get("3.10 of another browser", "/user/google/callback?code=x&state=x", "", 401, error("auth", 402)),
                new Row(
                        "3.10 callback",
                        "GET",
                        "/user/google/callback?code=x&state=x",
                        List.of("Cookie", "social_login=c1"),
                        "",
                        200,
                        "\"shortname\":\"google_1\""),
                post("3.10 link", "/user/google/link", SARA, "{\"token\":\"t\",\"code\":\"123456\"}", 200),
                post("3.10 link without login", "/user/google/link", "", "{}", 401, error("jwtauth", 49)),
                post("3.10 link by a wrong code", "/user/google/link", SARA, "{}", 400, error("OTP", 308)),
                new Row("3.10 unlink", "DELETE", "/user/google/link", List.of("Authorization", SARA), "", 200),
                new Row("3.10 unlink without login", "DELETE", "/user/google/link", List.of(), "", 401),
                new Row("3.10 posted back", "POST", "/user/apple/callback", FORM, "code=x&state=y", 303),
                post("3.10 posted, no form", "/user/apple/callback", "", "{}", 415, error("request", 402)),
                get("short link", "/managed/s/known", "", 302),
                get("unknown short link", "/managed/s/unknown", "Bearer bad", 302));
    }

    static Stream<Row> sessions() {
        return Stream.of(
                get("no token", "/user/profile", "", 401, error("jwtauth", 49), "Not authenticated [1]"),
                get("bad token", "/user/profile", "Bearer null", 401, error("jwtauth", 47)),
                get("other scheme", "/user/profile", "Basic YTpi", 401, error("jwtauth", 47)),
                get("expired token", "/user/profile", "Bearer expired", 401, error("jwtauth", 48)),
                get("dead session", "/user/profile", "bearer dead", 401, error("jwtauth", 49)),
                get("scheme in capitals", "/user/profile", "BEARER tok_sara", 200, "\"shortname\":\"sara\""),
                new Row(
                        "cookie, empty header",
                        "GET",
                        "/user/profile",
                        List.of("Authorization", "", "Cookie", "auth_token=tok_sara"),
                        "",
                        200,
                        "\"records\":[{\"resource_type\":\"user\",\"uuid\":\"u1\",\"shortname\":\"sara\","
                                + "\"subpath\":\"users\",\"attributes\":{},\"attachments\":{}}]"),
                get("empty token, no cookie", "/user/profile", "Bearer", 401, error("jwtauth", 49)),
                new Row(
                        "a bad header is no reason for the cookie",
                        "GET",
                        "/user/profile",
                        List.of("Authorization", "Bearer x", "Cookie", "auth_token=tok_sara"),
                        "",
                        401,
                        error("jwtauth", 47)),
                get("profile of a vanished account", "/user/profile", "Bearer tok_missing", 404, error("db", 220)),
                post(
                        "login",
                        "/user/login",
                        "Bearer null",
                        "{\"shortname\":\"sara\",\"password\":\"right\"}",
                        200,
                        "{\"status\":\"success\",\"records\":[{\"resource_type\":\"user\",\"uuid\":\"u1\","
                                + "\"shortname\":\"sara\",\"subpath\":\"users\",\"attributes\":{\"access_token\":"
                                + "\"tok_sara\",\"type\":\"web\",\"ip\":\"127.0.0.1\"}}]}"),
                post("login refused", "/user/login", "", "{\"password\":\"x\"}", 401, error("auth", 10)),
                post("logout", "/user/logout", SARA, "", 200, "{\"status\":\"success\",\"records\":[]}"),
                post("logout of all", "/user/logout", SARA, "{\"all\":true}", 200, "\"records\":[]"),
                post("logout, null", "/user/logout", SARA, "null", 200, "\"records\":[]"),
                post("logout, blanks", "/user/logout", SARA, " \n ", 200, "\"records\":[]"),
                post("logout, no object", "/user/logout", SARA, "[]", 200, "\"records\":[]"),
                post("logout of nobody", "/user/logout", "", "", 200, "\"records\":[]"),
                post("logout with a bad token", "/user/logout", "Basic x", "", 200, "\"records\":[]"),
                get("me", "/info/me", SARA, 200, "\"shortname\":\"sara\",\"authenticated\":true"),
                get("me as nobody", "/info/me", "", 200, "\"shortname\":\"anonymous\",\"authenticated\":false"),
                get("me with a bad token", "/info/me", "Bearer x", 200, "\"authenticated\":false"),
                get("manifest", "/info/manifest", SARA, 200, "\"attributes\":{\"name\":\"DMART\"}"),
                get("manifest as nobody", "/info/manifest", "", 401, error("jwtauth", 49)),
                get("settings", "/info/settings", "Bearer tok_dmart", 200, "\"app_url\""),
                get("settings for others", "/info/settings", SARA, 401, error("access", 401)));
    }

    static Stream<Row> requests() {
        String query = "{\"type\":\"search\",\"space_name\":\"shop\",\"subpath\":\"/\"}";
        return Stream.of(
                post(
                        "create",
                        "/managed/request",
                        SARA,
                        request("create", "blue"),
                        200,
                        "\"records\":[{\"resource_type\":\"content\",\"uuid\":\"u1\",\"shortname\":\"blue\"",
                        "\"attributes\":{\"a\":1,\"by\":\"sara\""),
                post(
                        "update sends no records",
                        "/managed/request",
                        SARA,
                        request("update", "blue"),
                        200,
                        "{\"status\":\"success\",\"records\":[]}"),
                post(
                        "one of two fails",
                        "/managed/request",
                        SARA,
                        request("create", "taken", "red"),
                        400,
                        error("request", 430) + "\"message\":\"Something went wrong\",\"info\":[{\"successfull\":[{",
                        "\"failed\":[{\"record\":\"taken\",\"error\":\"This shortname taken already exists\","
                                + "\"error_code\":400}]"),
                post("schema", "/managed/request", SARA, request("create", "odd"), 400, "\"error_code\":402"),
                post(
                        "disk",
                        "/managed/request",
                        SARA,
                        request("create", "disk"),
                        400,
                        "\"successfull\":[]",
                        "\"error\":\"Something went wrong\",\"error_code\":430"),
                post(
                        "durable and not visible yet",
                        "/managed/request",
                        SARA,
                        request("create", "hidden_alone"),
                        500,
                        error("exception", 430) + "\"message\":\"the change is durable but not visible yet"),
                post(
                        "one of several is",
                        "/managed/request",
                        SARA,
                        request("create", "hidden", "disk"),
                        400,
                        "\"record\":\"hidden\",\"error\":\"the change is durable but not visible yet",
                        "\"record\":\"disk\",\"error\":\"Something went wrong\",\"error_code\":430"),
                post("nobody", "/managed/request", "", request("create", "blue"), 401, error("jwtauth", 49)),
                post(
                        "unknown space",
                        "/managed/request",
                        SARA,
                        request("create", "blue").replace("shop", "nospace"),
                        400,
                        error("request", 203)),
                post("no records", "/managed/request", SARA, request("create"), 400, error("request", 202)),
                post(
                        "unknown request type",
                        "/managed/request",
                        SARA,
                        request("progress_ticket", "a"),
                        422,
                        error("validation", 424),
                        "\"loc\":[\"body\",\"request_type\"]"),
                post(
                        "unknown resource type",
                        "/managed/request",
                        SARA,
                        request("create", "a").replace("content", "thing"),
                        422,
                        "\"info\":[{\"loc\":[\"body\",\"records\",0,\"resource_type\"]",
                        "\"type\":\"enum\""),
                post(
                        "illegal name",
                        "/managed/request",
                        SARA,
                        request("create", "a.b"),
                        422,
                        "\"loc\":[\"body\",\"records\",0,\"shortname\"]",
                        "string_pattern_mismatch"),
                post(
                        "illegal subpath",
                        "/managed/request",
                        SARA,
                        request("create", "a").replace("/pens", "../x"),
                        422,
                        "\"loc\":[\"body\",\"records\",0,\"subpath\"]"),
                post(
                        "missing members",
                        "/managed/request",
                        SARA,
                        "{}",
                        422,
                        "\"info\":[{\"loc\":[\"body\",\"space_name\"],\"msg\":\"Field required\",\"type\":\"missing\"},"
                                + "{\"loc\":[\"body\",\"request_type\"],",
                        "{\"loc\":[\"body\",\"records\"],"),
                post(
                        "missing members of a record",
                        "/managed/request",
                        SARA,
                        "{\"space_name\":\"shop\",\"request_type\":\"create\",\"records\":[{\"subpath\":\"a\"}]}",
                        422,
                        "\"loc\":[\"body\",\"records\",0,\"resource_type\"]",
                        "\"loc\":[\"body\",\"records\",0,\"shortname\"]",
                        "\"loc\":[\"body\",\"records\",0,\"attributes\"]"),
                post(
                        "lock check, as a text",
                        "/managed/request",
                        SARA,
                        request("create", "blue").replace("\"uuid\":null", "\"retrieve_lock_status\":\"True\""),
                        200,
                        "\"shortname\":\"blue\""),
                post(
                        "lock check, no boolean",
                        "/managed/request",
                        SARA,
                        request("create", "blue").replace("\"uuid\":null", "\"retrieve_lock_status\":2"),
                        422,
                        "\"loc\":[\"body\",\"records\",0,\"retrieve_lock_status\"]"),
                post(
                        "half a surrogate pair",
                        "/managed/request",
                        SARA,
                        request("create", "blue").replace("main", "\\ud800"),
                        422,
                        error("validation", 424)),
                post("too many records", "/managed/request", SARA, request("create", names(1001)), 422, "too_long"),
                post("unexpected failure", "/managed/request", SARA, request("create", "boom"), 500, "Internal error"),
                post("broken JSON", "/managed/query", SARA, "{\"a\":", 422, error("validation", 424), "json_invalid"),
                post("no body", "/managed/query", SARA, "", 422, error("validation", 424)),
                post("an array", "/managed/query", SARA, "[]", 422, error("validation", 424)),
                post("nesting 33", "/managed/query", SARA, "{\"a\":".repeat(33) + "1" + "}".repeat(33), 422, "deep"),
                post("too large", "/managed/query", SARA, " ".repeat((10 << 20) + 1), 413, error("request", 402)),
                new Row(
                        "a form is no JSON",
                        "POST",
                        "/managed/query",
                        List.of("Authorization", SARA, "Content-Type", "text/plain"),
                        query,
                        415,
                        error("request", 402)),
                post(
                        "query",
                        "/managed/query",
                        SARA,
                        query,
                        200,
                        "\"attributes\":{\"total\":7,\"returned\":1}}",
                        "\"by\":\"sara\"}"),
                post("query, unknown space", "/managed/query", SARA, query.replace("shop", "nospace"), 400, ":203,"),
                post("public query", "/public/query", "Bearer x", query, 200, "\"by\":\"anonymous\""),
                post(
                        "public query, unknown space",
                        "/public/query",
                        "",
                        query.replace("shop", "nospace"),
                        200,
                        "\"records\":[],\"attributes\":{\"total\":0,\"returned\":0}"),
                get(
                        "public query by URL",
                        "/public/query/search/shop/a/b?limit=5&offset=undefined&search=x%20y&exact_subpath=True"
                                + "&filter_types=content&filter_types=ticket&filter_tags=a,b&filter_tags=c",
                        "",
                        200,
                        "\"asked\":{\"type\":\"search\",\"space_name\":\"shop\",\"subpath\":\"a/b\","
                                + "\"exact_subpath\":true,\"search\":\"x y\",\"limit\":5,"
                                + "\"filter_types\":[\"content\",\"ticket\"],\"filter_tags\":[\"a,b\",\"c\"]}"),
                get("public query by URL, bad number", "/public/query/search/shop/a?limit=x", "", 422, "\"limit\""));
    }

    private static String[] names(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "n" + i).toArray(String[]::new);
    }
}
