package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;

import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.AuthWorld;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.account.AddressProof;
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
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
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
import org.junit.jupiter.api.io.TempDir;

/** Providers that a test plays, with keys of its own. */
abstract class PlayedProviders {
    static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    static KeyPair rsa;
    static KeyPair weak;
    static KeyPair ec;
    static KeyPair stranger;
    static HttpServer server;
    static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();
    static final List<String> ASKED = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    AuthWorld world;
    SocialService social;

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
        server.createContext("/", PlayedProviders::answer);
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop(0);
    }

    static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        ASKED.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        String text = ANSWERS.get(path);
        byte[] bytes = (text == null ? "{}" : text).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(text == null ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }

    static String jwk(String id, KeyPair pair) {
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

    SocialService logins(Object... more) {
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
        AuthConfig config = TestConfig.of(
                data, Stream.concat(Stream.of(settings), Stream.of(more)).toArray());
        return new SocialLogins(
                world.door,
                new SocialAccounts(world.door, world.keeper, world.accounts, world.accounts, config),
                new AddressProof(world.door, world.codes),
                world.rows,
                config,
                world.clock);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    String token(String header, String claims, PrivateKey key, String algorithm) {
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

    String token(String claims) {
        return token("{'alg':'RS256','kid':'r'}", claims, rsa.getPrivate(), "SHA256withRSA");
    }

    Login login(String provider, String token) {
        return social.login(provider, json("{'token':'" + token + "','firebase_token':null}"), CLIENT);
    }

    static final String GOOGLE =
            "{'iss':'https://accounts.google.com','aud':'app','sub':'42','iat':NOW,'exp':SOON,'name':'Sara',"
                    + "'email':'Sara@b.io','email_verified':true,'picture':'https://p.io/x.png'}";

    static void facebook(String debug, String me) {
        ANSWERS.put("/debug", debug.replace('\'', '"'));
        ANSWERS.put("/me", me.replace('\'', '"'));
    }

    static Map<String, String> query(URI uri) {
        return Stream.of(uri.getQuery().split("&"))
                .map(p -> p.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> p[1]));
    }
}
