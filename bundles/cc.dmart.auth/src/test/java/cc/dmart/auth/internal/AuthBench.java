package cc.dmart.auth.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.JwtAuthService;
import cc.dmart.auth.internal.password.Argon2Passwords;
import cc.dmart.auth.internal.token.AccessTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Figures of the token and login paths; a main class, not a test:
 *
 * <pre>{@code mvn -pl bundles/cc.dmart.auth -am test-compile, then run cc.dmart.auth.internal.AuthBench}</pre>
 */
public final class AuthBench {
    private static final int ROUNDS = 9;

    private AuthBench() {}

    /** Prints one line per figure. */
    public static void main(String[] args) throws Exception {
        Path data = Files.createTempDirectory("authbench");
        try (AuthWorld world = new AuthWorld(data, "max_sessions_per_user", 0)) {
            AuthConfig config = TestConfig.of(data, "auth_rate_limit_per_minute", 0);
            Argon2Passwords argon = new Argon2Passwords(config);
            String hash = argon.renew("Right4Good");
            world.user("sara", "{}");
            world.accounts.edit("sara", m -> m.with("password", new JsonString(hash)));
            Doorkeeper door = new Doorkeeper(world.accounts, argon, world.table, config, world.clock);
            OneTimeCodes codes = new OneTimeCodes(world.rows, config, world.clock);
            JwtAuthService auth = new JwtAuthService(door, world.keeper, codes, world.invitations, world.accounts);
            JsonObject body = AuthWorld.json("{'shortname':'sara','password':'Right4Good'}");
            String token = auth.login(body, AuthWorld.CLIENT).token();
            AccessTokens tokens = new AccessTokens(world.rows, config, world.clock);
            String[] fresh = new String[20_000];
            long expires = world.clock.instant().getEpochSecond() + 1000;
            Arrays.setAll(fresh, i -> tokens.issue("sara", UserType.WEB, expires));
            print("known token", "ns", nanos(200_000, i -> auth.authenticate(new String(token))));
            print("new token", "ns", nanos(fresh.length, i -> tokens.verify(fresh[i])));
            double argonOnly = p50(15, i -> argon.verify(Optional.of(hash), "Right4Good"));
            double login = p50(15, i -> auth.login(body, AuthWorld.CLIENT));
            print("argon2 alone p50", "ms", argonOnly / 1e6);
            print("login p50", "ms", login / 1e6);
            System.out.printf("login/argon2 %.3f%n", login / argonOnly);
        }
    }

    private static void print(String what, String unit, double value) {
        System.out.printf("%s %.1f %s%n", what, value, unit);
    }

    /** Best mean of several rounds. */
    private static double nanos(int calls, IntConsumer call) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                call.accept(i);
            }
            best = Math.min(best, (System.nanoTime() - begin) / (double) calls);
        }
        return best;
    }

    private static double p50(int calls, IntConsumer call) {
        long[] times = new long[calls];
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            call.accept(i);
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        return times[calls / 2];
    }
}
