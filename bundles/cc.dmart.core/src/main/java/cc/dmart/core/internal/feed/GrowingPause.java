package cc.dmart.core.internal.feed;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A pause after a failure, twice as long each time up to five minutes. Thread-safe, guarded by its monitor. */
final class GrowingPause {
    private static final long FIRST = 5;
    private static final long LONGEST = 300;

    private final LongSupplier nanos;
    private long seconds;
    private long until;

    /**
     * No pause yet.
     *
     * @param nanos a clock as {@link System#nanoTime()}
     */
    GrowingPause(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins one. @return its seconds */
    synchronized long begin() {
        seconds = seconds == 0 ? FIRST : Math.min(LONGEST, 2 * seconds);
        until = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(seconds);
        return seconds;
    }

    synchronized boolean isOver() {
        return seconds == 0 || nanos.getAsLong() - until >= 0;
    }

    /** The next one is as short as the first. */
    synchronized void reset() {
        seconds = 0;
    }
}
