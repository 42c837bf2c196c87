package cc.dmart.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.login.EvenTime;
import cc.dmart.auth.internal.login.JwtAuthService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixty thousand tokens and login bodies, bent in every way that fixed seeds lead to: none lets anybody in, and each is refused
 * with an error of the contract.
 */
class FuzzTest {
    private static final int ROUNDS = 20_000;
    private static final Client CLIENT = new Client("10.0.0.1", "a", "r", Map.of());
    private static final List<String> NASTY = List.of(
            "",
            "null",
            "../sara",
            "sara\u0000",
            "SARA",
            "سارة",
            "\\u202e",
            "' or 1=1",
            "${jndi:x}",
            "__all_spaces__",
            "a".repeat(5000),
            "٠٠٠٠٠٠",
            "\r\nSet-Cookie: x",
            "{}",
            "[]",
            "-1",
            "1e999");

    @TempDir
    Path data;

    private AuthWorld world;
    private Login real;

    @BeforeEach
    void start() {
        world = new AuthWorld(data, "max_failed_login_attempts", 0);
        world.user(
                "sara",
                "{'password':'hash:right','email':'sara@b.io','is_email_verified':true,'roles':['super_admin']}");
        world.user("dmart", "{'password':'hash:right'}");
        real = world.login("{'shortname':'sara','password':'right'}");
        world.loginCode("{'email':'sara@b.io'}");
        world.identity.requestPasswordReset(AuthWorld.json("{'email':'sara@b.io'}"), CLIENT);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /** Flips, cuts, doubles or inserts something. */
    private static String bend(Random random, String text) {
        StringBuilder out = new StringBuilder(text);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && out.length() > 0; i++) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(6)) {
                case 0 -> out.setCharAt(at, (char) (out.charAt(at) ^ (1 << random.nextInt(7))));
                case 1 -> out.deleteCharAt(at);
                case 2 -> out.insert(at, (char) random.nextInt(0x2FF));
                case 3 -> out.setLength(at);
                case 4 -> out.insert(at, NASTY.get(random.nextInt(NASTY.size())));
                default -> out.append(out.substring(at));
            }
        }
        return out.toString();
    }

    /** Whether a call was refused as the contract says; anything else than such an error fails the test. */
    private static boolean isRefused(Runnable call, Set<Integer> statuses) {
        try {
            call.run();
            return false;
        } catch (DmartException e) {
            assertThat(statuses).contains(e.status());
            return true;
        }
    }

    @Test
    void bentTokensAreNobodys() {
        Random random = new Random(1);
        String invitation = world.messages.invitation();
        for (int i = 0; i < ROUNDS; i++) {
            String bent = bend(random, random.nextInt(5) == 0 ? invitation : real.token());
            if (!bent.equals(real.token())) {
                assertThat(isRefused(() -> world.auth.authenticate(bent), Set.of(401)))
                        .as(bent)
                        .isTrue();
            }
        }
        assertThat(world.auth.authenticate(real.token())).isEqualTo("sara");
    }

    @Test
    void forgedClaimsUnderTheRealSignatureAreNobodys() {
        Random random = new Random(2);
        String[] parts = real.token().split("\\.");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        for (int i = 0; i < ROUNDS; i++) {
            String newHeader = random.nextBoolean() ? header : bend(random, header.replace("HS256", "none"));
            String newClaims = bend(random, claims.replace("sara", "dmart"));
            String forged = base64.encodeToString(newHeader.getBytes(StandardCharsets.UTF_8)) + "."
                    + base64.encodeToString(newClaims.getBytes(StandardCharsets.UTF_8)) + "."
                    + (random.nextInt(4) == 0 ? "" : parts[2]);
            assertThat(isRefused(() -> world.auth.authenticate(forged), Set.of(401)))
                    .as(forged)
                    .isTrue();
        }
    }

    @Test
    void bentLoginBodiesLetNobodyIn() {
        Random random = new Random(3);
        List<String> names =
                List.of("shortname", "email", "msisdn", "password", "otp", "invitation", "device_id", "firebase_token");
        List<String> values = List.of(
                "\"sara\"",
                "\"sara@b.io\"",
                "\"wrong\"",
                "\"123456\"",
                "null",
                "5",
                "true",
                "[]",
                "{}",
                "\"" + real.token() + "\"",
                "\"7801234567\"",
                "\"dmart\"");
        int before = world.table.ofAccount("sara").size();
        AuthService logins = withoutPauses();
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder body = new StringBuilder("{");
            for (String name : names) {
                if (random.nextInt(3) == 0) {
                    String value = random.nextInt(4) == 0
                            ? JsonCodec.writeString(new JsonString(NASTY.get(random.nextInt(NASTY.size()))))
                            : values.get(random.nextInt(values.size()));
                    body.append(body.length() == 1 ? "" : ",")
                            .append('"')
                            .append(name)
                            .append("\":")
                            .append(value);
                }
            }
            String text = random.nextInt(5) == 0 ? bend(random, body + "}") : body + "}";
            if (text.contains("\"right\"")) {
                continue;
            }
            assertThat(isRefused(() -> logins.login(parse(text), CLIENT), Set.of(401, 422)))
                    .as(text)
                    .isTrue();
        }
        assertThat(world.table.ofAccount("sara")).hasSize(before);
    }

    /** Logins whose answers are not held back, which would take most of the time. */
    private AuthService withoutPauses() {
        AtomicLong now = new AtomicLong();
        EvenTime even = new EvenTime(now::get, now::addAndGet);
        return new JwtAuthService(world.door, world.keeper, world.codes, world.invitations, world.accounts, even);
    }

    private static JsonObject parse(String text) {
        return JsonCodec.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
