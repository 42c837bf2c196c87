package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import cc.dmart.auth.internal.AuthWorld;
import cc.dmart.auth.internal.TestConfig;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code security.md} 5.6 against providers that this test plays, with keys of its own. */
class Section56Test {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static KeyPair rsa;
    private static KeyPair weak;
    private static KeyPair ec;
    private static KeyPair stranger;
    private static HttpServer server;
    private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    private AuthWorld world;
    private SocialService social;

    @BeforeAll
    static void keys() throws Exception {
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
        rsaKeys.initialize(2048);
        rsa = rsaKeys.generateKeyPair();
        stranger = rsaKeys.generateKeyPair();
        rsaKeys.initialize(1024);
        weak = rsaKeys.generateKeyPair();
        KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
        ecKeys.initialize(256);
        ec = ecKeys.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Section56Test::answer);
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        ASKED.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        String text = ANSWERS.get(path);
        byte[] bytes = (text == null ? "{}" : text).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(text == null ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }

    private static String jwk(String id, KeyPair pair) {
        if (pair.getPublic() instanceof RSAPublicKey key) {
            return "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"" + id + "\",\"n\":\"" + number(key.getModulus())
                    + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}";
        }
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"" + id + "\",\"x\":\""
                + number(key.getW().getAffineX()) + "\",\"y\":\""
                + number(key.getW().getAffineY()) + "\"}";
    }

    @BeforeEach
    void start() {
        ANSWERS.clear();
        ASKED.clear();
        ANSWERS.put(
                "/keys",
                "{\"keys\":[" + jwk("r", rsa) + "," + jwk("w", weak) + "," + jwk("e", ec)
                        + ",{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"AAAA\"}]}");
        world = new AuthWorld(data);
        social = logins();
    }

    private SocialService logins(Object... more) {
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        String[] endpoints = Stream.of("google", "apple", "facebook")
                .flatMap(p -> Stream.of("keys", "token", "authorize", "debug", "me")
                        .map(part -> p + "." + part + "=" + base + "/" + part))
                .toArray(String[]::new);
        Object[] settings = {
            "google_client_id", "app", "google_client_secret", "gs", "google_oath_callback",
                    "https://a.io/user/google/callback",
            "apple_client_id", "app", "facebook_client_id", "app", "facebook_client_secret", "fs",
            "social_endpoints", endpoints
        };
        return new SocialLogins(
                world.door,
                world.keeper,
                world.accounts,
                world.rows,
                TestConfig.of(
                        data,
                        Stream.concat(Stream.of(settings), Stream.of(more)).toArray()),
                world.clock);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String token(String header, String claims, PrivateKey key, String algorithm) {
        long now = world.clock.millis() / 1000;
        String text = claims.replace('\'', '"')
                .replace("NOW", Long.toString(now))
                .replace("SOON", Long.toString(now + 100))
                .replace("OLD", Long.toString(now - 601));
        String signed = BASE64.encodeToString(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8)) + "."
                + BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(String claims) {
        return token("{'alg':'RS256','kid':'r'}", claims, rsa.getPrivate(), "SHA256withRSA");
    }

    private Login login(String provider, String token) {
        return social.login(provider, json("{'token':'" + token + "','firebase_token':null}"), CLIENT);
    }

    private static final String GOOGLE =
            "{'iss':'https://accounts.google.com','aud':'app','sub':'42','iat':NOW,'exp':SOON,'name':'Sara',"
                    + "'email':'Sara@b.io','email_verified':true,'picture':'https://p.io/x.png'}";

    @Test
    void s5_6_aNewUserOfGoogleIsRegisteredAndFoundAgain() {
        Login login = login("google", token(GOOGLE));
        assertThat(login.shortname()).isEqualTo("google_42");
        assertThat(world.auth.authenticate(login.token())).isEqualTo("google_42");
        JsonObject meta = world.accounts.meta("google_42");
        assertThat(meta.string("google_id")).contains("42");
        assertThat(meta.string("email")).contains("sara@b.io");
        assertThat(meta.bool("is_email_verified")).contains(true);
        assertThat(meta.string("social_avatar_url")).contains("https://p.io/x.png");
        assertThat(meta.object("displayname")).contains(json("{'en':'Sara'}"));
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
        assertThat(ASKED).as("keys are read once").hasSize(1);
    }

    @Test
    void s5_6_neverByMailAddress() {
        world.user("sara", "{'password':'hash:right','email':'sara@b.io','is_email_verified':true}");
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
        assertThat(world.accounts.meta("google_42").has("email")).isFalse();
        String unverified = GOOGLE.replace("'email_verified':true", "'email_verified':false")
                .replace("'42'", "'43'");
        login("google", token(unverified.replace("Sara@b.io", "other@b.io")));
        assertThat(world.accounts.meta("google_43").has("email")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'iss':'https://accounts.google.com'; 'iss':'https://evil.io'",
                "'iss':'https://accounts.google.com',; ``",
                "'aud':'app'; 'aud':'other'",
                "'aud':'app'; 'aud':''",
                "'aud':'app',; ``",
                "'aud':'app'; 'aud':['app','other']",
                "'aud':'app'; 'aud':['app','other'],'azp':'other'",
                "'exp':SOON; 'exp':NOW",
                "'exp':SOON; 'exp':'SOON'",
                "'exp':SOON,; ``",
                "'iat':NOW,; ``",
                "'iat':NOW; 'iat':9999999999",
                "'sub':'42'; 'sub':''",
                "'sub':'42'; 'sub':42",
                "'sub':'42',; ``",
            })
    void s5_6_claimsOfGoogle(String good, String bad) {
        String claims = GOOGLE.replace(good, bad);
        assertThat(claims).isNotEqualTo(GOOGLE);
        refused(() -> login("google", token(claims)), 401, "auth", 402);
        assertThat(world.accounts.find("google_42")).isEmpty();
    }

    @Test
    void s5_6_severalAudiencesWithTheRightParty() {
        login("google", token(GOOGLE.replace("'aud':'app'", "'aud':['app','other'],'azp':'app'")));
        login("google", token(GOOGLE.replace("'aud':'app'", "'aud':['app']")));
    }

    @Test
    void s5_6_signatures() {
        String rsaHeader = "{'alg':'RS256','kid':'r'}";
        String good = token(rsaHeader, GOOGLE, rsa.getPrivate(), "SHA256withRSA");
        login("google", token("{'alg':'ES256','kid':'e'}", GOOGLE, ec.getPrivate(), "SHA256withECDSAinP1363Format"));
        String[] bad = {
            token(rsaHeader, GOOGLE, stranger.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'w'}", GOOGLE, weak.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS512','kid':'r'}", GOOGLE, rsa.getPrivate(), "SHA512withRSA"),
            token("{'alg':'RS256','kid':'e'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'no'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'r','crit':['x']}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'none','kid':'r'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'HS256','kid':'o'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token(
                    "{'alg':'RS256','kid':'no','jku':'http://evil.io/keys','jwk':{}}",
                    GOOGLE,
                    stranger.getPrivate(),
                    "SHA256withRSA"),
            good.substring(0, good.lastIndexOf('.') + 1),
            good + ".x",
            good.replace('.', '-'),
            "a.b.c",
            "",
        };
        for (String token : bad) {
            refused(() -> login("google", token), 401, "auth", 402);
        }
        assertThat(ASKED)
                .as("only the one address, and not for every invented key")
                .hasSize(1);
        world.clock.advance(Duration.ofSeconds(61));
        refused(() -> login("google", bad[5]), 401, "auth", 402);
        assertThat(ASKED).hasSize(2).allMatch(a -> a.startsWith("/keys "));
    }

    @Test
    void s5_6_apple() {
        String claims = GOOGLE.replace("https://accounts.google.com", "https://appleid.apple.com")
                .replace("'42'", "'001234.ab-cd.5678'")
                .replace("'email_verified':true", "'email_verified':'true'");
        Login login = login("apple", token(claims));
        assertThat(login.shortname()).matches("apple_001234abcd5678[0-9a-f]{12}");
        assertThat(world.accounts.meta(login.shortname()).string("email")).contains("sara@b.io");
        refused(() -> login("apple", token(claims.replace("'iat':NOW", "'iat':OLD"))), 401, "auth", 402);
        refused(() -> login("apple", token(GOOGLE)), 401, "auth", 402);
        login("google", token(GOOGLE.replace("'iat':NOW", "'iat':OLD")));
    }

    @Test
    void s5_6_namesOfOtherIdsNeverMeet() {
        assertThat(SocialLogins.shortname("google", "42")).isEqualTo("google_42");
        assertThat(SocialLogins.shortname("google", "4.2")).isNotEqualTo(SocialLogins.shortname("google", "4-2"));
        assertThat(SocialLogins.shortname("google", "x".repeat(200)))
                .hasSize(64)
                .isNotEqualTo(SocialLogins.shortname("google", "x".repeat(201)));
    }

    private static void facebook(String debug, String me) {
        ANSWERS.put("/debug", debug.replace('\'', '"'));
        ANSWERS.put("/me", me.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'data':{'is_valid':true,'app_id':'app','user_id':'7','expires_at':0}}; {'id':'7','name':'S'}; true",
                "{'data':{'is_valid':false,'app_id':'app','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'other','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','user_id':'8','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','user_id':'7','expires_at':5}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','expires_at':0}}; {}; false",
                "{}; {'id':'7'}; false",
            })
    void s5_6_facebook(String debug, String me, boolean admitted) {
        facebook(debug, me);
        if (admitted) {
            assertThat(login("facebook", "EAAtoken").shortname()).isEqualTo("facebook_7");
            assertThat(world.accounts.meta("facebook_7").has("email")).isFalse();
            assertThat(ASKED.get(0)).startsWith("/debug?input_token=EAAtoken Bearer app|fs");
            assertThat(ASKED.stream().map(a -> a.substring(0, a.indexOf(' '))))
                    .as("the secret is in no address")
                    .noneMatch(a -> a.contains("fs"));
        } else {
            refused(() -> login("facebook", "EAAtoken"), 401, "auth", 402);
        }
    }

    @Test
    void s5_6_accountsThatAreOffOrLockedStayOut() {
        login("google", token(GOOGLE));
        world.accounts.edit("google_42", m -> m.with("is_active", JsonBool.FALSE));
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.accounts.edit("google_42", m -> m.with("is_active", JsonBool.TRUE));
        for (int i = 0; i < 5; i++) {
            refused(() -> world.login("{'shortname':'google_42','otp':'000000'}"), 401, "auth", 10);
        }
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
    }

    @Test
    void s5_6_aNameThatSomebodyElseTookOpensNothing() {
        world.user("google_42", "{'password':'hash:mine'}");
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.user("google_42", "{'google_id':'43'}");
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.user("google_42", "{}");
        assertThat(login("google", token(GOOGLE)).shortname())
                .as("an account of an earlier server")
                .isEqualTo("google_42");
        String code = world.code("{'email':'a@b.io'}");
        refused(
                () -> world.register("Google_77", "{'email':'a@b.io','email_otp':'" + code + "'}"),
                400,
                "request",
                402);
    }

    @Test
    void s5_6_offWhereTheSettingsSaySo() {
        social = logins("google_client_id", "");
        refused(() -> login("google", token(GOOGLE.replace("'aud':'app'", "'aud':''"))), 401, "auth", 402);
        social = logins("social_login_allowed", false);
        refused(() -> login("google", token(GOOGLE)), 422, "request", 230);
        refused(() -> social.start("google", CLIENT), 422, "request", 230);
        social = logins("is_registrable", false);
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
    }

    @Test
    void s5_6_aProviderThatIsDownLetsNobodyIn() {
        ANSWERS.put("/keys", "nonsense");
        refused(() -> login("google", token(GOOGLE)), 503, "general", 503);
        refused(() -> login("google", ""), 401, "auth", 402);
    }

    private static Map<String, String> query(URI uri) {
        return Stream.of(uri.getQuery().split("&"))
                .map(p -> p.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> p[1]));
    }

    @Test
    void s5_6_aLoginInABrowserIsBoundToItAndFinishedOnce() throws Exception {
        SocialService.Started started = social.start("google", CLIENT);
        Map<String, String> query = query(started.location());
        assertThat(query)
                .containsEntry("redirect_uri", "https://a.io/user/google/callback")
                .containsEntry("client_id", "app");
        String idToken = token(GOOGLE.replace("'sub'", "'nonce':'" + query.get("nonce") + "','sub'"));
        ANSWERS.put(
                "/token",
                JsonCodec.writeString(
                        JsonObject.builder().put("id_token", idToken).build()));
        String state = query.get("state");
        refused(() -> social.finish("google", "c", state, "another browser", CLIENT), 401, "auth", 402);
        refused(() -> social.finish("google", "c", state, started.cookie(), CLIENT), 401, "auth", 402);
        SocialService.Started again = social.start("google", CLIENT);
        Map<String, String> next = query(again.location());
        refused(
                () -> social.finish("google", "c", next.get("state"), again.cookie(), CLIENT),
                401,
                "auth",
                402); // old nonce
        SocialService.Started third = social.start("google", CLIENT);
        Map<String, String> last = query(third.location());
        ANSWERS.put(
                "/token",
                "{\"id_token\":\"" + token(GOOGLE.replace("'sub'", "'nonce':'" + last.get("nonce") + "','sub'"))
                        + "\"}");
        Login login = social.finish("google", "code1", last.get("state"), third.cookie(), CLIENT);
        assertThat(login.shortname()).isEqualTo("google_42");
        String asked = ASKED.stream()
                .filter(a -> a.startsWith("/token"))
                .reduce((a, b) -> b)
                .orElseThrow();
        String verifier = asked.substring(asked.indexOf("code_verifier=") + 14).split("&")[0];
        assertThat(BASE64.encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(last.get("code_challenge"));
        refused(() -> social.finish("google", "code1", last.get("state"), third.cookie(), CLIENT), 401, "auth", 402);
        SocialService.Started late = social.start("google", CLIENT);
        world.clock.advance(Duration.ofMinutes(10));
        refused(
                () -> social.finish("google", "c", query(late.location()).get("state"), late.cookie(), CLIENT),
                401,
                "auth",
                402);
        refused(() -> social.start("apple", CLIENT), 401, "auth", 402); // no way back is configured
    }
}
