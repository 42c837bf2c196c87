package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.RegistrationRows.CODE;
import static cc.dmart.httptests.contract.RegistrationRows.code;
import static cc.dmart.httptests.contract.Row.row;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Google as a test plays it, with a key of its own, and the rows of accounts that are linked to it ({@code security.md} 5.6,
 * {@code http-api.md} 3.10). The accounts {@code linker} and {@code other} have confirmed mail addresses.
 */
final class PlayedGoogle implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Caller LINKER = Caller.user("linker");
    private static final Caller OTHER = Caller.user("other");
    private static final String LINK = "/user/google/link";

    private final Map<String, KeyPair> made = new ConcurrentHashMap<>();
    private HttpServer server;

    /** Made when it is needed: rows are also only listed. */
    private KeyPair keys() {
        return made.computeIfAbsent("r", name -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Starts to answer, if it does not yet. @return the value of the setting {@code social_endpoints} */
    String start() {
        try {
            if (server == null) {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.createContext("/keys", exchange -> {
                    byte[] set = keySet().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, set.length);
                    exchange.getResponseBody().write(set);
                    exchange.close();
                });
                server.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "google.keys=http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    private String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys().getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"r\",\"n\":\"" + number(key.getModulus())
                + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}]}";
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(Json.strict(json).getBytes(StandardCharsets.UTF_8));
    }

    /** An id token for the app {@code app}, good for an hour. */
    private String token(String subject) {
        long now = Instant.now().getEpochSecond();
        String signed = encoded("{alg:'RS256', kid:'r'}") + "."
                + encoded("{iss:'https://accounts.google.com', aud:'app', sub:'" + subject + "', name:'G', iat:" + now
                        + ", exp:" + (now + 3600) + "}");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys().getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Row link(String outcome, Caller who, String token, String proof) {
        return row(outcome).as(who).post(LINK, "{token:'" + token + "', " + proof + "}");
    }

    private static Row login(String detail, String token) {
        return row("social_login", detail).as(NOBODY).post("/user/google/mobile-login", "{token:'" + token + "'}");
    }

    List<Row> rows() {
        String good = token("77001");
        String mine = "code:'" + CODE + "', email:'linker@b.io'";
        return List.of(
                code("to link", "/user/otp-request", "{email:'linker@b.io'}"),
                code("to link too", "/user/otp-request", "{email:'other@b.io'}"),
                link("no_token", NOBODY, good, mine).fails(401, "jwtauth", 49),
                link("link_token", LINKER, good.substring(0, good.length() - 8), mine)
                        .fails(401, "auth", 402),
                link("link_code", LINKER, good, "code:'654321', email:'linker@b.io'")
                        .fails(400, "OTP", 308),
                link("link_foreign", LINKER, good, "code:'" + CODE + "', email:'other@b.io'")
                        .fails(400, "create", 50),
                link("link_nobody", LINKER, good, "code:'" + CODE + "'").fails(422, "OTP", 207),
                link("link", LINKER, good, mine)
                        .gives(200, "{status:'success', records:[]}")
                        .event("update user management:/users/linker"),
                link("link_code", LINKER, good, mine).fails(400, "OTP", 308),
                login("by the link", good)
                        .gives(200, "{records:[{shortname:'linker', attributes:{access_token:'*'}}]}")
                        .has("Set-Cookie", "auth_token=.+; HttpOnly.*")
                        .event("update user management:/users/linker"),
                link("link_taken", OTHER, good, "code:'" + CODE + "', email:'other@b.io'")
                        .fails(400, "request", 415),
                row("unlink")
                        .as(LINKER)
                        .delete(LINK)
                        .gives(200, "{records:[]}")
                        .event("update user management:/users/linker"),
                login("an account of its own", good)
                        .gives(200, "{records:[{shortname:'google_77001'}]}")
                        .event("create user management:/users/google_77001"),
                row("social_begin")
                        .get("/user/google/login")
                        .keep("state", "header:Location [?&]state=([^&]+)")
                        .keep("browser", "header:Set-Cookie ^([^;]+)")
                        .gives(302)
                        .has("Location", "https://accounts\\.google\\.com/.*"),
                row("social_nobody")
                        .header("Cookie", "${browser}")
                        .get("/user/google/callback?error=access_denied&state=${state}")
                        .fails(400, "auth", 402),
                row("social_callback", "finished before")
                        .header("Cookie", "${browser}")
                        .get("/user/google/callback?code=x&state=${state}")
                        .fails(401, "auth", 402));
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
