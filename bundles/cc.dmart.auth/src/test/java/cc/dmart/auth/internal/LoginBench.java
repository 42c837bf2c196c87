package cc.dmart.auth.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.JwtAuthService;
import cc.dmart.auth.internal.password.Argon2Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A login, and the verification of its password alone; the medians are {@code p0.50}: {@code runtime/bench/jmh.sh auth LoginBench}.
 * A login over HTTP, with the change of the account, is in {@code AccountBench}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class LoginBench {
    private static final String PASSWORD = "Right4Good";

    private final JsonObject body = AuthWorld.json("{'shortname':'sara','password':'" + PASSWORD + "'}");
    private AuthWorld world;
    private Argon2Passwords argon;
    private JwtAuthService auth;
    private String hash = "";

    /** An account with a hash of the real cost. */
    @Setup
    public void start() throws IOException {
        Path data = Files.createTempDirectory("loginbench");
        world = new AuthWorld(data);
        AuthConfig config = TestConfig.of(data, "auth_rate_limit_per_minute", 0);
        argon = new Argon2Passwords(config);
        hash = argon.renew(PASSWORD);
        world.user("sara", "{}");
        world.accounts.edit("sara", m -> m.with("password", new JsonString(hash)));
        Doorkeeper door = new Doorkeeper(world.accounts, argon, world.table, config, world.clock);
        OneTimeCodes codes = new OneTimeCodes(world.rows, config, world.clock);
        auth = new JwtAuthService(door, world.keeper, codes, world.invitations, world.accounts);
    }

    /** Closes the files. */
    @TearDown
    public void stop() {
        world.close();
    }

    /** The password alone. */
    @Benchmark
    public Object argon2() {
        return argon.verify(Optional.of(hash), PASSWORD);
    }

    /** All of a login but HTTP and the change of the account. */
    @Benchmark
    public Object login() {
        return auth.login(body, AuthWorld.CLIENT);
    }
}
