package cc.dmart.auth.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.session.Lockouts.Verdict;
import cc.dmart.auth.internal.store.RowFile;
import cc.dmart.auth.internal.store.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockoutsTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path data;

    private Rows rows() {
        try {
            return new RowFile(TestConfig.of(data), clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fail(Lockouts lockouts, int times) {
        for (int i = 0; i < times; i++) {
            lockouts.settle("sara", false);
        }
    }

    @Test
    void s1_11_theFifthFailureLocksForAQuarterOfAnHour() {
        Lockouts lockouts = new Lockouts(rows(), clock, 5, 900);
        fail(lockouts, 4);
        assertThat(lockouts.isLocked("sara")).isFalse();
        assertThat(lockouts.settle("sara", false)).isEqualTo(Verdict.REFUSED_AND_LOCKED);
        assertThat(lockouts.settle("sara", true)).isEqualTo(Verdict.LOCKED);
        assertThat(lockouts.settle("omar", true)).isEqualTo(Verdict.ADMITTED);
        clock.advance(Duration.ofMinutes(15));
        assertThat(lockouts.settle("sara", true)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void s1_11_successStartsAfresh() {
        Lockouts lockouts = new Lockouts(rows(), clock, 5, 900);
        fail(lockouts, 4);
        lockouts.settle("sara", true);
        fail(lockouts, 4);
        assertThat(lockouts.isLocked("sara")).isFalse();
    }

    @Test
    void s1_11_consecutiveLocksDoubleUpToADay() {
        Lockouts lockouts = new Lockouts(rows(), clock, 1, 900);
        for (long expected = 900; expected < 200_000; expected *= 2) {
            fail(lockouts, 1);
            clock.advance(Duration.ofSeconds(Math.min(expected, 86_400) - 1));
            assertThat(lockouts.isLocked("sara")).isTrue();
            clock.advance(Duration.ofSeconds(1));
            assertThat(lockouts.isLocked("sara")).isFalse();
        }
    }

    @Test
    void s1_11_anAdministratorUnlocks() {
        Lockouts lockouts = new Lockouts(rows(), clock, 1, 900);
        fail(lockouts, 1);
        lockouts.reset("sara");
        assertThat(lockouts.isLocked("sara")).isFalse();
    }

    @Test
    void s1_11_zeroNeverLocks() {
        Lockouts lockouts = new Lockouts(rows(), clock, 0, 900);
        fail(lockouts, 100);
        assertThat(lockouts.settle("sara", true)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void s1_11_simultaneousGuessesGetNoMoreThanTheLimit() throws Exception {
        Lockouts lockouts = new Lockouts(rows(), clock, 5, 900);
        int guesses = 64;
        CyclicBarrier together = new CyclicBarrier(guesses);
        ExecutorService pool = Executors.newFixedThreadPool(guesses);
        try {
            List<Future<Verdict>> all = new ArrayList<>();
            for (int i = 0; i < guesses; i++) {
                all.add(pool.submit(() -> {
                    together.await(20, TimeUnit.SECONDS);
                    return lockouts.settle("sara", false);
                }));
            }
            Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
            for (Future<Verdict> one : all) {
                counts.merge(one.get(20, TimeUnit.SECONDS), 1, Integer::sum);
            }
            assertThat(counts).isEqualTo(Map.of(Verdict.REFUSED, 4, Verdict.REFUSED_AND_LOCKED, 1, Verdict.LOCKED, 59));
        } finally {
            pool.shutdownNow();
        }
    }
}
