package cc.dmart.core.internal.event;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How a hook or listener is doing. Thread-safe. */
final class PluginState {
    private final Breaker breaker;
    private final LongAdder worked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final CallTimes times = new CallTimes();
    private volatile boolean stuck;
    private volatile boolean outOfMemory;

    PluginState() {
        this(new Breaker());
    }

    /** With a breaker of its own waits, for tests. */
    PluginState(Breaker breaker) {
        this.breaker = breaker;
    }

    /** A call worked. */
    void onSuccess() {
        worked.increment();
        breaker.worked();
    }

    /** A call failed or took too long. */
    void onFailure() {
        failed.increment();
        breaker.failed(System.nanoTime());
    }

    /** A call threw something. What the virtual machine has no memory for concerns more than the plugin. */
    void onThrown(@Nullable Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            outOfMemory = true;
        }
    }

    /** Whether the memory ran out in a call. */
    boolean isOutOfMemory() {
        return outOfMemory;
    }

    /** A call that was let through has no answer, since whoever waited for it had to go, or it was never made. */
    void onUnanswered() {
        breaker.unanswered();
    }

    /** An event was given up. */
    void onDead() {
        dead.increment();
    }

    /** An event was left out. */
    void onDropped() {
        dropped.increment();
    }

    /** Durations of calls. */
    CallTimes times() {
        return times;
    }

    /** {@code CLOSED}, {@code OPEN} or {@code TRIAL}. */
    String breaker() {
        return breaker.state();
    }

    /** A call ignored its interrupt: no more calls until the plugin is replaced. */
    void onStuck() {
        stuck = true;
    }

    /** Whether calls have ended for good. */
    boolean isStuck() {
        return stuck;
    }

    /** Nanoseconds until a call may be made; 0 lets one through, which must then be answered. */
    long delay() {
        return breaker.delay(System.nanoTime());
    }

    /** Calls that worked. */
    long worked() {
        return worked.sum();
    }

    /** Calls that failed. */
    long failed() {
        return failed.sum();
    }

    /** Events given up. */
    long dead() {
        return dead.sum();
    }

    /** Events left out. */
    long dropped() {
        return dropped.sum();
    }
}
