package cc.dmart.auth.internal.password;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.AuthService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.AuthWorld;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.JwtAuthService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refused login costs the same hash whoever is named, so that its time tells nothing ({@code security.md} 5.2). */
class SameWorkTest {
    private static final long ONE_HASH = (long) Phc.WRITE_MEMORY_KIB * Phc.WRITE_ITERATIONS;

    @TempDir
    Path data;

    @Test
    void s5_2_everyRefusedLoginDoesTheSameWork() throws IOException {
        try (AuthWorld world = new AuthWorld(data)) {
            AuthConfig config = TestConfig.of(data, "auth_rate_limit_per_minute", 0);
            Argon2Passwords argon = new Argon2Passwords(config);
            AuthService auth = service(world, argon, config);
            accounts(world, argon);
            for (String name : List.of(
                    "'shortname':'sara'",
                    "'shortname':'nobody'",
                    "'email':'nobody@b.io'",
                    "'msisdn':'7809999999'",
                    "'email':'sara@b.io'", // not confirmed
                    "'shortname':'off'",
                    "'shortname':'open'", // has no password
                    "'shortname':'plain'", // what is stored is no hash
                    "'shortname':'old'", // fewer passes than today
                    "'shortname':'anonymous'",
                    "'shortname':'../x'")) {
                long before = argon.work();
                refused(() -> auth.login(json("{" + name + ",'password':'wrong'}"), CLIENT), 401, "auth", 10);
                assertThat(argon.work() - before).as(name).isEqualTo(ONE_HASH);
            }
            argon.close();
        }
    }

    private static AuthService service(AuthWorld world, Argon2Passwords argon, AuthConfig config) {
        Doorkeeper door = new Doorkeeper(world.accounts, argon, world.table, config, world.clock);
        return new JwtAuthService(door, world.keeper, world.codes, world.invitations, world.accounts);
    }

    private static void accounts(AuthWorld world, Argon2Passwords argon) {
        String hash = argon.renew("Right4ever");
        for (String name : List.of("sara", "off", "anonymous")) {
            world.user(name, "{'email':'" + name + "@b.io'}");
            world.accounts.edit(name, m -> m.with("password", new JsonString(hash)));
        }
        world.accounts.edit("off", m -> m.with("is_active", JsonBool.FALSE));
        world.user("open", "{}");
        world.user("plain", "{'password':'wrong'}");
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        Phc form = new Phc(Phc.Variant.ID, Phc.WRITE_MEMORY_KIB, 1, 8, salt, new byte[32]);
        String old = form.withTag(Argon2.tag(form, "Right4ever", new HashMemory(new LongAdder())))
                .text();
        world.user("old", "{}");
        world.accounts.edit("old", m -> m.with("password", new JsonString(old)));
    }
}
