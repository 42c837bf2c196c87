package cc.dmart.auth.internal;

import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.token.AccessTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
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

/** What a token costs, known or seen for the first time: {@code runtime/bench/jmh.sh auth TokenBench}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TokenBench {
    private static final int FRESH = 20_000;

    private final String[] fresh = new String[FRESH];
    private AuthWorld world;
    private AccessTokens tokens;
    private char[] known;
    private int next;

    /** One session, and many tokens that nobody has shown yet. */
    @Setup
    public void start() throws IOException {
        world = new AuthWorld(Files.createTempDirectory("tokenbench"), "max_sessions_per_user", 0);
        world.user("sara", "{'password':'hash:right'}");
        known = world.login("{'shortname':'sara','password':'right'}").token().toCharArray();
        AuthConfig config = TestConfig.of(Files.createTempDirectory("tokenbench"));
        tokens = new AccessTokens(world.rows, config, world.clock);
        long expires = world.clock.instant().getEpochSecond() + 1000;
        Arrays.setAll(fresh, i -> tokens.issue("sara", UserType.WEB, expires));
    }

    /** Closes the files. */
    @TearDown
    public void stop() {
        world.close();
    }

    /** The whole look-up for a request; each one brings a text of its own. */
    @Benchmark
    public String known() {
        return world.auth.authenticate(new String(known));
    }

    /** Signature, algorithm, times and claims. */
    @Benchmark
    public Object first() {
        next = (next + 1) % FRESH;
        return tokens.verify(fresh[next]);
    }
}
