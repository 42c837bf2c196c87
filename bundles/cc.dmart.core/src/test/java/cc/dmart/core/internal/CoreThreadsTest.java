package cc.dmart.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that come back do so whatever one run of them throws. */
class CoreThreadsTest {
    private final ScheduledExecutorService scheduler = CoreThreads.scheduler("core-threads-test");

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private static void fail(String how) {
        switch (how) {
            case "memory" -> throw new OutOfMemoryError("made up");
            case "class" -> throw new NoClassDefFoundError("made up");
            default -> throw new IllegalStateException("made up");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "class", "state"})
    void aRepeatedTaskOutlivesWhatItThrows(String how) throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(3);
        Runnable task = () -> {
            again.countDown();
            if (runs.incrementAndGet() == 1) {
                fail(how);
            }
        };
        Future<?> delayed = scheduler.scheduleWithFixedDelay(task, 1, 1, TimeUnit.MILLISECONDS);
        assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(delayed.isDone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "class", "state"})
    void aTaskAtAFixedRateDoesToo(String how) throws InterruptedException {
        CountDownLatch again = new CountDownLatch(3);
        Runnable task = () -> {
            again.countDown();
            fail(how);
        };
        Future<?> rounds = scheduler.scheduleAtFixedRate(task, 1, 1, TimeUnit.MILLISECONDS);
        assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds.isDone()).isFalse();
    }
}
