package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.rest.internal.edge.EdgeParts;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers, origins, cookies, proxies, readiness ({@code http-api.md} 1.5, {@code security.md} 2.3, 5.7, 5.8). */
class SecurityTest {
    private static final String QUERY = "{\"type\":\"search\",\"space_name\":\"shop\",\"subpath\":\"/\"}";
    private static final String LOGIN = "{\"shortname\":\"sara\",\"password\":\"right\"}";
    private static final String APP = "https://app.example.com";
    private static EdgeServer server;
    private static EdgeServer behindProxy;
    private static EdgeServer open;

    @BeforeAll
    static void start() throws Exception {
        Map<String, Object> settings = Map.of("allowed_cors_origins", new String[] {APP});
        server = new EdgeServer(settings, HealthIndicator.State.OK);
        open = new EdgeServer(
                Map.of("plain_http_anywhere", true, "login_ends_session", true), HealthIndicator.State.OK);
        behindProxy = new EdgeServer(Map.of("trusted_proxies", new String[] {"127.0.0.0/8"}), HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        behindProxy.close();
        open.close();
    }

    private static HttpResponse<byte[]> post(EdgeServer to, String path, String body, String... headers)
            throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return to.send("POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    private static String header(HttpResponse<byte[]> reply, String name) {
        return String.join(", ", reply.headers().allValues(name));
    }

    @ParameterizedTest
    @CsvSource({
        // where the request comes from; with trusted_proxies=127.0.0.0/8; with plain_http_anywhere; status
        "127.0.0.1,false,false,200",
        "::1,false,false,200",
        "192.0.2.7,false,false,403",
        "10.0.0.7,true,false,403",
        "127.0.0.9,true,false,200",
        "192.0.2.7,false,true,200"
    })
    void s5_15_m7_plainHttpIsForThisMachineAndProxies(String peer, boolean proxy, boolean anywhere, int status)
            throws Exception {
        EdgeServer to = anywhere ? open : proxy ? behindProxy : server;
        HttpResponse<byte[]> reply = post(to, "/user/login", LOGIN, EdgeServer.PEER, peer);
        assertThat(reply.statusCode()).isEqualTo(status);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(text.contains("\"type\":\"request\",\"code\":401")).isEqualTo(status == 403);
        assertThat(to.send("GET", "/health/live", new byte[0], EdgeServer.PEER, peer)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void s2_6_aLoginEndsTheSessionThatItCameWith() throws Exception {
        String[] header = {"Authorization", "Bearer tok_old"};
        String[] cookie = {"Cookie", "auth_token=tok_browser"};
        assertThat(post(server, "/user/login", LOGIN, header).statusCode()).isEqualTo(200);
        assertThat(server.services.ended).as("only where the setting says so").doesNotContain("tok_old");
        assertThat(post(open, "/user/login", LOGIN.replace("right", "wrong"), header)
                        .statusCode())
                .isEqualTo(401);
        assertThat(open.services.ended).isEmpty();
        for (String[] token : new String[][] {header, cookie, {"Authorization", "Basic x"}, {"User-Agent", "x"}}) {
            assertThat(post(open, "/user/login", LOGIN, token).statusCode()).isEqualTo(200);
        }
        assertThat(open.services.ended).containsExactly("tok_old", "tok_browser");
    }

    @Test
    void s5_8_everyReplyHasTheCommonHeaders() throws Exception {
        for (String path : List.of("/", "/health/live", "/nothing", "/user/profile", "/plug/who", "/a%2fb")) {
            HttpResponse<byte[]> reply = server.send("GET", path, new byte[0]);
            assertThat(header(reply, "Cache-Control")).as(path).isEqualTo("no-cache, no-store, must-revalidate");
            assertThat(header(reply, "Pragma")).isEqualTo("no-cache");
            assertThat(header(reply, "Expires")).isEqualTo("0");
            assertThat(header(reply, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(header(reply, "Referrer-Policy")).isEqualTo("strict-origin-when-cross-origin");
            assertThat(header(reply, "Permissions-Policy")).isEqualTo("geolocation=(), camera=(), microphone=()");
            assertThat(header(reply, "Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(header(reply, "Vary")).contains("Origin");
            assertThat(header(reply, "Access-Control-Allow-Methods")).contains("PATCH");
            assertThat(header(reply, "Access-Control-Allow-Headers")).contains("skel-accept-language", "range");
            assertThat(header(reply, "Access-Control-Expose-Headers")).contains("x-server-time");
            assertThat(header(reply, "Access-Control-Max-Age")).isEqualTo("600");
            assertThat(header(reply, "Access-Control-Allow-Origin")).isEmpty();
            assertThat(header(reply, "Strict-Transport-Security")).isEmpty();
            assertThat(header(reply, "X-Correlation-ID")).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void s5_7_c2_varyOnEveryReply() throws Exception {
        for (String origin : List.of(APP, "https://evil.example")) {
            HttpResponse<byte[]> reply = server.send("GET", "/", new byte[0], "Origin", origin);
            assertThat(header(reply, "Vary")).contains("Origin");
            assertThat(header(reply, "Access-Control-Max-Age")).isEqualTo("600");
        }
    }

    @Test
    void theServerTimeHasSixDigitsAndNoZone() throws Exception {
        assertThat(header(server.send("GET", "/", new byte[0]), "x-server-time"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    }

    @Test
    void aLegalCorrelationIdIsEchoed() throws Exception {
        assertThat(header(server.send("GET", "/", new byte[0], "X-Correlation-ID", "a.B-9_"), "X-Correlation-ID"))
                .isEqualTo("a.B-9_");
        assertThat(header(server.send("GET", "/", new byte[0], "X-Correlation-ID", "a b"), "X-Correlation-ID"))
                .matches("[0-9a-f]{32}");
        assertThat(header(
                        server.send("GET", "/", new byte[0], "X-Correlation-ID", "a".repeat(129)), "X-Correlation-ID"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void s5_7_c1_onlyKnownOriginsMayRead() throws Exception {
        HttpResponse<byte[]> app = server.send("GET", "/", new byte[0], "Origin", APP);
        assertThat(header(app, "Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(header(app, "Access-Control-Allow-Credentials")).isEqualTo("true");
        String own = "http://127.0.0.1:" + server.port();
        HttpResponse<byte[]> ours = server.send("OPTIONS", "/managed/query", new byte[0], "Origin", own);
        assertThat(ours.statusCode()).isEqualTo(204);
        assertThat(ours.body()).isEmpty();
        assertThat(header(ours, "Access-Control-Allow-Origin")).isEqualTo(own);
        for (String evil :
                List.of("https://evil.example", "null", "https://app.example.com.evil", "http://127.0.0.1")) {
            HttpResponse<byte[]> reply = server.send("GET", "/", new byte[0], "Origin", evil);
            assertThat(header(reply, "Access-Control-Allow-Origin")).as(evil).isEmpty();
            assertThat(header(reply, "Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    /** A row: who sends a query, and whether it is refused as foreign. */
    record Row(String name, int status, List<String> headers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> origins() {
        String[] cookie = {"Cookie", "auth_token=tok_sara"};
        return Stream.of(
                new Row("cookie, no browser", 200, List.of(cookie)),
                new Row("cookie, same origin", 200, with(cookie, "Sec-Fetch-Site", "same-origin")),
                new Row("cookie, typed address", 200, with(cookie, "Sec-Fetch-Site", "none")),
                new Row("cookie, other site", 403, with(cookie, "Sec-Fetch-Site", "cross-site")),
                new Row("cookie, sibling", 403, with(cookie, "Sec-Fetch-Site", "same-site")),
                new Row("cookie, foreign origin", 403, with(cookie, "Origin", "https://evil.example")),
                new Row("cookie, no origin", 403, with(cookie, "Origin", "null")),
                new Row("cookie, known app", 200, with(cookie, "Origin", APP)),
                new Row(
                        "bearer, other site",
                        200,
                        List.of("Authorization", "Bearer tok_sara", "Sec-Fetch-Site", "cross-site")));
    }

    private static List<String> with(String[] cookie, String name, String value) {
        return List.of(cookie[0], cookie[1], name, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("origins")
    void s5_7_c3_cookiesCountOnlyFromHere(Row row) throws Exception {
        String[] headers = row.headers.toArray(String[]::new);
        HttpResponse<byte[]> reply = post(server, "/managed/query", QUERY, headers);
        assertThat(reply.statusCode()).isEqualTo(row.status);
        assertThat(server.send("GET", "/managed/reload-security-data", new byte[0], headers)
                        .statusCode())
                .isEqualTo(row.status);
        if (row.status == 403) {
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"type\":\"request\",\"code\":401");
        }
    }

    @Test
    void s5_7_c3_readingWithACookieIsNotForbiddenToPictures() throws Exception {
        HttpResponse<byte[]> reply = server.send(
                "GET",
                "/managed/payload/media/shop/a/pic.png",
                new byte[0],
                "Cookie",
                "x=1; auth_token=tok_sara",
                "Sec-Fetch-Site",
                "cross-site");
        assertThat(reply.statusCode()).isEqualTo(200);
    }

    @Test
    void s5_7_c5_nobodyLogsSomebodyInFromAnotherSite() throws Exception {
        assertThat(post(server, "/user/login", LOGIN, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(server, "/user/login", LOGIN, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(server, "/user/login", LOGIN, "Origin", APP, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void s2_3_theCookieIsSecureUnlessPlainLoopback() throws Exception {
        assertThat(header(post(server, "/user/login", LOGIN), "Set-Cookie"))
                .isEqualTo("auth_token=tok_sara; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax");
        assertThat(header(post(server, "/user/logout", ""), "Set-Cookie"))
                .isEqualTo("auth_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
        HttpResponse<byte[]> far = post(behindProxy, "/user/login", LOGIN, "X-Forwarded-For", "203.0.113.9");
        assertThat(header(far, "Set-Cookie")).contains("; Secure;");
        HttpResponse<byte[]> tls = post(behindProxy, "/user/login", LOGIN, "X-Forwarded-Proto", "https");
        assertThat(header(tls, "Set-Cookie")).contains("; Secure;");
        assertThat(header(tls, "Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
    }

    @Test
    void s5_1_onlyTrustedProxiesAreBelieved() throws Exception {
        HttpResponse<byte[]> believed =
                post(behindProxy, "/user/login", LOGIN, "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 127.0.0.2");
        assertThat(new String(believed.body(), StandardCharsets.UTF_8)).contains("\"ip\":\"203.0.113.9\"");
        HttpResponse<byte[]> not = post(server, "/user/login", LOGIN, "X-Forwarded-For", "203.0.113.9");
        assertThat(new String(not.body(), StandardCharsets.UTF_8)).contains("\"ip\":\"127.0.0.1\"");
        HttpResponse<byte[]> odd = post(behindProxy, "/user/login", LOGIN, "X-Forwarded-For", "host.example");
        assertThat(new String(odd.body(), StandardCharsets.UTF_8)).contains("\"ip\":\"127.0.0.1\"");
    }

    @Test
    void nothingButHealthIsServedBeforeReadiness() throws Exception {
        try (EdgeServer down = new EdgeServer(Map.of(), HealthIndicator.State.DOWN)) {
            HttpResponse<byte[]> reply = down.send("GET", "/", new byte[0]);
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(header(reply, "Retry-After")).isEqualTo("1");
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"type\":\"general\",\"code\":503");
            assertThat(down.send("GET", "/health/ready", new byte[0]).statusCode())
                    .isEqualTo(503);
            assertThat(down.send("GET", "/health/live", new byte[0]).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void s5_14_b5_wrongSettingsStopTheStart() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("allowed_cors_origins", new String[] {"*"}),
                Map.of("allowed_cors_origins", new String[] {"null"}),
                Map.of("allowed_cors_origins", new String[] {"https://*.example.com"}),
                Map.of("trusted_proxies", new String[] {"0.0.0.0/0"}),
                Map.of("trusted_proxies", new String[] {"proxy.example"}),
                Map.of("cookie_secure", "false"),
                Map.of("proxy_header", "x-real-ip"),
                Map.of("max_upload_size", 0L))) {
            assertThatThrownBy(() -> new EdgeServer(wrong, HealthIndicator.State.OK))
                    .as(wrong.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Neither a route of ours nor one of a plugin is reached while nobody can say what the settings mean. */
    @Test
    void s5_14_b5_settingsThatGoWrongCloseTheServer() throws Exception {
        try (EdgeServer lost = new EdgeServer(Map.of("docs_enabled", true), HealthIndicator.State.OK)) {
            String[] token = {"Authorization", "Bearer tok_sara"};
            assertThat(lost.send("GET", "/plug/who", new byte[0], token).statusCode())
                    .isEqualTo(200);
            EdgeParts.lose(lost.rules);
            isClosed(lost, token);
        }
        try (EdgeServer lost = new EdgeServer(Map.of("docs_enabled", true), HealthIndicator.State.OK)) {
            lost.guard.sessions = null;
            isClosed(lost, "Authorization", "Bearer tok_sara");
            lost.guard.sessions = new Sessions(new Backend(), TestConfig.of(Map.of()));
            assertThat(lost.send("GET", "/", new byte[0]).statusCode()).isEqualTo(200);
            lost.guard.stop();
            isClosed(lost, "Authorization", "Bearer tok_sara");
        }
    }

    private static void isClosed(EdgeServer server, String... headers) throws Exception {
        for (String path : List.of("/", "/plug/who", "/user/profile", "/nothing", "/health/ready")) {
            HttpResponse<byte[]> reply = server.send("GET", path, new byte[0], headers);
            assertThat(reply.statusCode()).as(path).isEqualTo(503);
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"type\":\"general\",\"code\":503");
            assertThat(header(reply, "X-Correlation-ID")).matches("[0-9a-f]{32}");
            assertThat(header(reply, "X-Frame-Options")).isEqualTo("DENY");
        }
        assertThat(server.send("GET", "/health/live", new byte[0]).statusCode()).isEqualTo(200);
    }

    /** What is refused before the filter has the headers of every reply too. */
    @Test
    void s5_7_c1_anIllegalAddressHasTheHeadersOfEveryReply() throws Exception {
        for (String path : List.of("/a%2fb", "/a/%2e%2e/b", "/a%c0%af", "/a;b/c", "/a%5cb")) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nOrigin: " + APP
                    + "\r\nX-Correlation-ID: my-id\r\nConnection: close\r\n\r\n";
            assertThat(server.raw(request))
                    .as(path)
                    .startsWith("HTTP/1.1 422 ")
                    .containsIgnoringCase("X-Correlation-ID: my-id\r\n")
                    .containsIgnoringCase("Access-Control-Allow-Origin: " + APP + "\r\n")
                    .containsIgnoringCase("Access-Control-Allow-Credentials: true\r\n");
            assertThat(server.raw(request.replace(APP, "https://evil.example")))
                    .doesNotContainIgnoringCase("Access-Control-Allow-Origin");
        }
    }

    @Test
    void aHeaderThatIsTooLargeGetsTheEnvelope() throws Exception {
        String reply = server.raw("GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + "a".repeat(20_000) + "\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 413").contains("\"type\":\"request\",\"code\":402");
    }
}
