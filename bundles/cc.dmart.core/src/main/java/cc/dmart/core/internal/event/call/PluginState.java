package cc.dmart.core.internal.event.call;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How a hook or listener is doing. Thread-safe. */
public final class PluginState {
    private final Breaker breaker;
    private final LongAdder worked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final CallTimes times = new CallTimes();
    private volatile boolean stuck;
    private volatile boolean outOfMemory;

    public PluginState() {
        this(new Breaker());
    }

    /** With a breaker of its own waits, for tests. */
    PluginState(Breaker breaker) {
        this.breaker = breaker;
    }

    /** A call worked. */
    public void onSuccess() {
        worked.increment();
        breaker.worked();
    }

    /** A call failed or took too long. */
    public void onFailure() {
        failed.increment();
        breaker.failed(System.nanoTime());
    }

    /** A call threw something. What the virtual machine has no memory for concerns more than the plugin. */
    public void onThrown(@Nullable Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            outOfMemory = true;
        }
    }

    /** Whether the memory ran out in a call. */
    public boolean isOutOfMemory() {
        return outOfMemory;
    }

    /** A call that was let through has no answer, since whoever waited for it had to go, or it was never made. */
    public void onUnanswered() {
        breaker.unanswered();
    }

    /** An event was given up. */
    public void onDead() {
        dead.increment();
    }

    /** An event was left out. */
    public void onDropped() {
        dropped.increment();
    }

    /** Durations of calls. */
    public CallTimes times() {
        return times;
    }

    /** {@code CLOSED}, {@code OPEN} or {@code TRIAL}. */
    public String breaker() {
        return breaker.state();
    }

    /** A call ignored its interrupt: no more calls until the plugin is replaced. */
    public void onStuck() {
        stuck = true;
    }

    /** Whether calls have ended for good. */
    public boolean isStuck() {
        return stuck;
    }

    /** Nanoseconds until a call may be made; 0 lets one through, which must then be answered. */
    public long delay() {
        return breaker.delay(System.nanoTime());
    }

    /** Calls that worked. */
    public long worked() {
        return worked.sum();
    }

    /** Calls that failed. */
    public long failed() {
        return failed.sum();
    }

    /** Events given up. */
    public long dead() {
        return dead.sum();
    }

    /** Events left out. */
    public long dropped() {
        return dropped.sum();
    }
}
