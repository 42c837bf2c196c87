package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.IdentityService.Counted;
import cc.dmart.auth.internal.AuthWorldTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits per address, own sessions, previous keys: {@code security.md} 2.6, 5.1. */
class SessionsTest extends AuthWorldTest {
    SessionsTest() {
        super(VISITORS);
    }

    @Test
    void s5_1_limitsPerAddress() {
        world.start("auth_rate_limit_per_minute", 10);
        Map<Runnable, Integer> rows = Map.of(
                () -> world.auth.login(json("{'shortname':'sara','password':'right'}"), CLIENT), 10,
                () -> world.identity.checkExisting(json("{}"), CLIENT), 30,
                () -> world.identity.count(Counted.FORM, CLIENT), 20,
                () -> world.identity.requestCode(json("{'shortname':'sara'}"), CLIENT), 5,
                () -> world.identity.requestPasswordReset(json("{'shortname':'nobody'}"), CLIENT), 5);
        rows.forEach((call, limit) -> {
            for (int i = 0; i < limit; i++) {
                call.run();
            }
            refused(call, 429, "rate_limit", 429);
        });
        for (Runnable sharing : List.<Runnable>of(
                () -> world.identity.validatePassword(caller("sara"), json("{'password':'right'}"), CLIENT),
                () -> world.identity.requestLoginCode(json("{'shortname':'sara'}"), CLIENT),
                () -> world.identity.target("none", CLIENT),
                () -> world.identity.count(Counted.LOOK, CLIENT))) {
            refused(sharing, 429, "rate_limit", 429);
        }
        Client elsewhere = new Client("10.0.0.2", "", "r2", Map.of());
        world.auth.login(json("{'shortname':'sara','password':'right'}"), elsewhere);
    }

    @Test
    void s2_6_ownSessionsAreListedAndEnded() {
        Login first = world.login("{'shortname':'sara','password':'right'}");
        world.clock.advance(Duration.ofSeconds(5));
        Login second = world.login("{'shortname':'sara','password':'right'}");
        Login other = world.login("{'shortname':'dmart','password':'right'}");
        List<JsonObject> list = world.auth.sessions(second.token());
        assertThat(list).extracting(s -> s.bool("current").orElseThrow()).containsExactly(true, false);
        assertThat(list.get(0).names())
                .containsExactlyInAnyOrder(
                        "id", "created_at", "last_used_at", "expires_at", "origin", "ip", "user_agent", "current");
        assertThat(list.get(1).string("origin")).contains("password");
        String id = list.get(1).string("id").orElseThrow();
        refused(() -> world.auth.endSession(other.token(), id, CLIENT), 404, "db", 220);
        world.auth.endSession(second.token(), id, CLIENT);
        refused(() -> world.auth.authenticate(first.token()), 401, "jwtauth", 49);
        assertThat(world.auth.sessions(second.token())).hasSize(1);
    }

    @Test
    void s2_6_aTokenIsOfOneAccountAndNotOfTheNextOfItsName() {
        Login before = world.login("{'shortname':'sara','password':'right'}");
        world.accounts.edit("sara", meta -> meta.with("uuid", new JsonString("another")));
        world.clock.advance(Duration.ofSeconds(2));
        refused(() -> world.auth.authenticate(before.token()), 401, "jwtauth", 49);
        Login now = world.login("{'shortname':'sara','password':'right'}");
        world.start(); // what a restart reads knows it too
        assertThat(world.auth.authenticate(now.token())).isEqualTo("sara");
        world.accounts.edit("sara", meta -> meta.with("uuid", new JsonString("a third")));
        world.start();
        refused(() -> world.auth.authenticate(now.token()), 401, "jwtauth", 49);
    }

    @Test
    void s2_6_tokensOfThePreviousKeyHaveAGracePeriod() {
        String old = "the first secret of at least 32 bytes";
        world.start("jwt_secret", old);
        Login login = world.login("{'shortname':'sara','password':'right'}");
        world.start(
                "jwt_secret",
                "the second secret of at least 32 bytes",
                "jwt_secret_previous",
                old,
                "jwt_secret_previous_grace_s",
                3600);
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara");
        world.clock.advance(Duration.ofMinutes(30));
        world.start(); // a restart does not begin the period anew
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara");
        world.clock.advance(Duration.ofSeconds(1801));
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 47);
    }
}
