package cc.dmart.core.internal.event.call;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.core.internal.event.host.PluginFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that last too long are noticed, with one look at all. */
class TimersTest {
    private final Timers timers = new Timers("test-timers");

    @AfterEach
    void close() {
        timers.close();
    }

    @Test
    void whatLastsTooLongIsNoticedOnceAndWhatEndsIsNot() {
        AtomicInteger late = new AtomicInteger();
        AtomicInteger never = new AtomicInteger();
        Timers.Watch ends = timers.watch(Duration.ofMillis(1), never::incrementAndGet);
        timers.unwatch(ends);
        timers.watch(Duration.ofMinutes(1), never::incrementAndGet);
        for (int round = 1; round <= 3; round++) {
            timers.watch(Duration.ofMillis(1), late::incrementAndGet);
            int expected = round;
            PluginFixture.await("noticed", () -> late.get() == expected);
        }
        assertThat(never).hasValue(0);
    }

    @Test
    void callsThatComeAfterAPauseAreWatchedToo() {
        List<String> noticed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            timers.watch(Duration.ZERO, () -> {
                synchronized (noticed) {
                    noticed.add("one");
                }
            });
            int expected = i + 1;
            PluginFixture.await("noticed", () -> {
                synchronized (noticed) {
                    return noticed.size() == expected;
                }
            });
            PluginFixture.await("nobody looks", () -> !timers.isLooking());
        }
    }

    @Test
    void callsAreWatchedAfterOneThatCouldNotBeDealtWith() {
        timers.watch(Duration.ZERO, () -> {
            throw new OutOfMemoryError("made up");
        });
        PluginFixture.await("nobody looks", () -> !timers.isLooking());
        AtomicInteger noticed = new AtomicInteger();
        timers.watch(Duration.ZERO, noticed::incrementAndGet);
        PluginFixture.await("noticed", () -> noticed.get() == 1);
    }
}
