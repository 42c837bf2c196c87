package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits per address as they are by default, channel keys and known origins: {@code security.md} 5.1, 5.7 C1, 5.15 M1. */
class RateLimitIT {
    private static final String APP = "https://app.example.com";

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;

    @BeforeAll
    static void start() {
        server = Server.in(folder)
                .with("DMART_ALLOWED_CORS_ORIGINS", APP)
                .with("DMART_TRUSTED_PROXIES", "127.0.0.0/8")
                .with("DMART_ENABLE_CHANNEL_AUTH", "true")
                .with(
                        "DMART_CHANNELS",
                        "[{\"name\":\"app\",\"keys\":[\"key-of-the-app\"],\"allowed_api_patterns\":[\"/info/manifest\"]}]")
                .start();
        admin = server.http().admin();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http from(String address) {
        return server.http().with("X-Forwarded-For", address);
    }

    /** Each class of calls from an address of its own; one more than the limit is refused, another address is not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "203.0.113.1; POST; /user/login; {}; 10",
                "203.0.113.2; POST; /user/google/mobile-login; {\"token\":\"x\"}; 10",
                "203.0.113.3; POST; /user/create; {\"resource_type\":\"user\",\"shortname\":\"x\",\"subpath\":\"users\",\"attributes\":{}}; 5",
                "203.0.113.4; POST; /user/password-reset-request; {\"shortname\":\"nobody\"}; 5",
                "203.0.113.5; POST; /user/otp-request; {\"shortname\":\"nobody\"}; 5",
                "203.0.113.6; POST; /user/otp-request-login; {\"shortname\":\"nobody\"}; 5",
                "203.0.113.7; GET; /user/check-existing?shortname=x; ; 30",
                "203.0.113.8; GET; /managed/s/abcdefgh; ; 30",
                "203.0.113.9; POST; /public/submit/shop/form/x; {\"a\":1}; 20",
                "203.0.113.10; POST; /public/attach/shop; {}; 20",
                "203.0.113.11; POST; /public/resource_with_payload; {}; 20",
                "2001:db8:1:2::1; GET; /user/check-existing; ; 30",
            })
    void s5_1_limits(String address, String method, String path, String body, int limit) {
        for (int i = 0; i < limit; i++) {
            assertThat(send(from(address), method, path, body).status())
                    .as(path + " " + i)
                    .isNotEqualTo(429);
        }
        Reply over = send(from(address), method, path, body).expectError(429, 429);
        assertThat(over.json().at("/error/type").asText()).isEqualTo("rate_limit");
        assertThat(Integer.parseInt(over.header("Retry-After"))).isPositive();
        String neighbour = address.contains(":") ? "2001:db8:1:2:ffff::9" : "203.0.113.200";
        assertThat(send(from(neighbour), method, path, body).status() == 429).isEqualTo(address.contains(":"));
    }

    private static Reply send(Http http, String method, String path, String body) {
        return method.equals("GET") ? http.get(path) : http.post(path, body);
    }

    @Test
    void s5_1_codesThatAreValidatedCount() {
        Http caller = admin.with("X-Forwarded-For", "203.0.113.12");
        for (int i = 0; i < 30; i++) {
            assertThat(caller.post("/qr/validate", "{}").status()).isEqualTo(422);
        }
        caller.post("/qr/validate", "{}").expectError(429, 429);
    }

    @Test
    void s5_7_c1_onlyKnownOriginsAreReflected() {
        Reply app = server.http().with("Origin", APP).get("/");
        assertThat(app.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(app.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        for (String origin : new String[] {"https://evil.example", "null", APP + ".evil", "http://app.example.com"}) {
            Reply reply = server.http().with("Origin", origin).get("/");
            assertThat(reply.header("Access-Control-Allow-Origin")).as(origin).isEmpty();
            assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(reply.headers().allValues("Vary")).contains("Origin");
        }
    }

    @Test
    void s5_15_m1_channelsNeedTheirKeyAndALogin() {
        admin.get("/info/manifest").expectError(403, 401);
        admin.with("X-Channel-Key", "key-of-another").get("/info/manifest").expectError(403, 401);
        admin.with("X-Channel-Key", "key-of-the-app").get("/info/manifest").expect(200);
        server.http()
                .with("X-Channel-Key", "key-of-the-app")
                .get("/info/manifest")
                .expectError(401, 49);
        admin.with("X-Channel-Key", "key-of-the-app").get("/user/profile").expectError(403, 401);
        admin.get("/info/manifest/").expectError(403, 401);
        assertThat(admin.get("/info/settings").expect(200).text()).doesNotContain("key-of-the-app");
    }
}
