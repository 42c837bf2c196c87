package cc.dmart.core.internal.event.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    private static long seconds(long n) {
        return TimeUnit.SECONDS.toNanos(n);
    }

    @Test
    void opensAfterFiveInARowAndDoublesItsWait() {
        for (int i = 0; i < 5; i++) {
            assertThat(breaker.delay(0)).isZero();
            breaker.failed(0);
        }
        assertThat(breaker.delay(0)).isEqualTo(seconds(30));
        assertThat(breaker.delay(seconds(30))).isZero();
        assertThat(breaker.delay(seconds(30))).as("only one trial").isPositive();
        breaker.failed(seconds(30));
        assertThat(breaker.delay(seconds(30))).isEqualTo(seconds(60));
        assertThat(breaker.delay(seconds(90))).isZero();
        breaker.worked();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.delay(seconds(90))).isZero();
    }

    /** Whoever waited for the trial was interrupted. */
    @Test
    void aTrialWithoutAnAnswerIsTriedAgain() throws Exception {
        PluginState state = new PluginState(new Breaker(0, 0));
        for (int i = 0; i < 5; i++) {
            state.onFailure();
        }
        assertThat(state.delay()).as("a trial").isZero();
        assertThat(state.delay()).as("only one").isPositive();
        Timers timer = new Timers("breaker-test");
        GuardedCalls guard = new GuardedCalls(timer.executor());
        try {
            CountDownLatch never = new CountDownLatch(1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(
                            () -> guard.call("p", state, () -> never.await(1, TimeUnit.MINUTES), Duration.ofSeconds(5)))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            guard.close();
            timer.close();
        }
        assertThat(state.breaker()).isEqualTo("OPEN");
        assertThat(state.delay()).as("another trial").isZero();
        state.onSuccess();
        assertThat(state.breaker()).isEqualTo("CLOSED");
    }

    @Test
    void opensWhenHalfOfTheLastTwentyFailed() {
        for (int i = 0; i < 9; i++) {
            breaker.failed(0);
            breaker.worked();
        }
        assertThat(breaker.isOpen()).isFalse();
        breaker.worked();
        breaker.failed(0);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void staysClosedWhenMostCallsWork() {
        for (int i = 0; i < 100; i++) {
            breaker.failed(0);
            breaker.worked();
            breaker.worked();
        }
        assertThat(breaker.isOpen()).isFalse();
    }
}
