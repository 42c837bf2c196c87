package cc.dmart.auth.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.store.RowFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String USER = "{\"shortname\":\"sara\",\"type\":\"web\"}";

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();

    private AccessTokens tokens(Object... settings) throws IOException {
        AuthConfig config = TestConfig.of(data, settings);
        return new AccessTokens(new RowFile(config, clock), config, clock);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String sign(String header, String claims, String secret) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "." + base64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String claims(String data, String rest) {
        return "{\"data\":" + data + ",\"expires\":"
                + rest.replace("NOW", Long.toString(now())).replace("SOON", Long.toString(now() + 100))
                + "}";
    }

    private static JsonObject json(String part) {
        return JsonCodec.parseObject(Base64.getUrlDecoder().decode(part));
    }

    @Test
    void s2_1_aTokenHasExactlyTheClaimsOfTheSpecification() throws IOException {
        String[] parts = tokens().issue("sara", UserType.MOBILE, now() + 100).split("\\.");
        assertThat(json(parts[0])).isEqualTo(JsonCodec.parse(HEADER));
        JsonObject claims = json(parts[1]);
        assertThat(claims.names()).containsExactlyInAnyOrder("data", "expires", "jti", "iat", "exp");
        assertThat(claims.object("data").orElseThrow())
                .isEqualTo(JsonCodec.parse("{\"shortname\":\"sara\",\"type\":\"mobile\"}"));
        assertThat(claims.number("expires").orElseThrow().text()).isEqualTo(Long.toString(now() + 100));
        assertThat(claims.number("exp").orElseThrow().text()).isEqualTo(Long.toString(now() + 100));
        assertThat(claims.number("iat").orElseThrow().text()).isEqualTo(Long.toString(now()));
        assertThat(claims.string("jti").orElseThrow()).matches("[A-Za-z0-9_-]{22,}");
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of("own form", HEADER, USER, "SOON,\"iat\":NOW", 0),
                Arguments.of("fraction", HEADER, USER, "SOON.75", 0),
                Arguments.of("without typ", "{\"alg\":\"HS256\"}", USER, "SOON", 0),
                Arguments.of(
                        "key in header", "{\"alg\":\"HS256\",\"kid\":\"x\",\"jku\":\"http://x/\"}", USER, "SOON", 0),
                Arguments.of("audience", HEADER, USER, "SOON,\"aud\":\"x\",\"iss\":\"y\",\"sub\":\"z\"", 0),
                Arguments.of("alg none", "{\"alg\":\"none\"}", USER, "SOON", 47),
                Arguments.of("other alg", "{\"alg\":\"HS512\"}", USER, "SOON", 47),
                Arguments.of("compressed", "{\"alg\":\"HS256\",\"zip\":\"DEF\"}", USER, "SOON", 47),
                Arguments.of("expired", HEADER, USER, "NOW", 48),
                Arguments.of("expired by exp", HEADER, USER, "SOON,\"exp\":NOW", 48),
                Arguments.of("expires as text", HEADER, USER, "\"SOON\"", 47),
                Arguments.of("expires missing", HEADER, USER, "null", 47),
                Arguments.of("from the future", HEADER, USER, "SOON,\"iat\":SOON", 47),
                Arguments.of("no data", HEADER, "null", "SOON", 47),
                Arguments.of("data as text", HEADER, "\"sara\"", "SOON", 47),
                Arguments.of("no shortname", HEADER, "{\"type\":\"web\"}", "SOON", 47),
                Arguments.of("bad shortname", HEADER, "{\"shortname\":\"a/b\",\"type\":\"web\"}", "SOON", 47),
                Arguments.of("no type", HEADER, "{\"shortname\":\"sara\"}", "SOON", 47),
                Arguments.of("unknown type", HEADER, "{\"shortname\":\"sara\",\"type\":\"root\"}", "SOON", 47),
                Arguments.of("invitation", HEADER, "{\"shortname\":\"sara\",\"channel\":\"SMS\"}", "SOON", 47),
                Arguments.of(
                        "both", HEADER, "{\"shortname\":\"sara\",\"type\":\"web\",\"channel\":\"SMS\"}", "SOON", 47));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void s2_1_claimsAreJudged(String name, String header, String user, String rest, int code) throws IOException {
        String token = sign(header, claims(user, rest), SECRET);
        AccessTokens tokens = tokens("jwt_secret", SECRET);
        if (code == 0) {
            assertThat(tokens.verify(token).shortname()).as(name).isEqualTo("sara");
        } else {
            refused(tokens, token, code);
        }
    }

    private static void refused(AccessTokens tokens, String token, int code) {
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOfSatisfying(DmartException.Forbidden.class, e -> {
            assertThat(e.status()).isEqualTo(401);
            assertThat(e.type()).isEqualTo("jwtauth");
            assertThat(e.code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "null", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "e30.e30."})
    void s2_1_nonsenseIsRefused(String token) throws IOException {
        refused(tokens(), token, 47);
    }

    @Test
    void s2_1_aForeignSignatureIsRefusedEvenWhenExpired() throws IOException {
        AccessTokens tokens = tokens("jwt_secret", SECRET);
        refused(tokens, sign(HEADER, claims(USER, "1"), "x".repeat(32)), 47);
        String good = tokens.issue("sara", UserType.WEB, now() + 9);
        refused(tokens, good.substring(0, good.lastIndexOf('.') + 1), 47);
        refused(tokens, good + "x".repeat(4096), 47);
    }

    @Test
    void s2_6_thePreviousSecretStaysValid() throws IOException {
        String old = tokens("jwt_secret", SECRET).issue("sara", UserType.WEB, now() + 9);
        String other = "fedcba9876543210fedcba9876543210";
        refused(tokens("jwt_secret", other), old, 47);
        assertThat(tokens("jwt_secret", other, "jwt_secret_previous", SECRET)
                        .verify(old)
                        .shortname())
                .isEqualTo("sara");
    }

    @Test
    void b1_aKeyFileThatAPowerFailureEmptiedIsMadeAnew() throws IOException {
        Path file = data.resolve("auth/jwt_secret");
        Files.createDirectories(data.resolve("auth"));
        Files.createFile(file);
        tokens("jwt_secret", "");
        assertThat(Files.readString(file)).hasSizeGreaterThan(64);
    }

    @Test
    void s5_14_b1_theSecretIsGeneratedOnceForTheOwnerOnly() throws IOException {
        String token = tokens().issue("sara", UserType.BOT, now() + 9);
        Path file = data.resolve("auth/jwt_secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Base64.getUrlDecoder().decode(Files.readString(file))).hasSize(64);
        assertThat(tokens("jwt_secret", "").verify(token).shortname()).isEqualTo("sara");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABC", "shortish", "change-me-change-me-change-me-change-me"})
    void s5_14_b1_weakSecretsStopTheStart(String secret) {
        assertThatThrownBy(() -> tokens("jwt_secret", secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jwt_secret")
                .hasMessageNotContaining(secret);
    }

    @Test
    void s2_1_otherAlgorithmsNeedLongerSecrets() {
        assertThatThrownBy(() -> tokens("jwt_secret", SECRET, "jwt_algorithm", "HS512"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens("jwt_algorithm", "none")).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> tokens("jwt_secret", "x".repeat(64), "jwt_algorithm", "HS512"))
                .doesNotThrowAnyException();
    }
}
