package cc.dmart.core.internal.feed;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Finds out whether the entries of a scan come from a disk or from memory, once and for all. Not thread-safe. */
final class Pace {
    /** A chunk that takes longer to fill comes from a disk. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** One alone may be a pause of anything. */
    private static final int IN_A_ROW = 2;

    private final LongSupplier clock;
    private final Runnable slowed;
    private long filling;
    private int slow;

    /**
     * A pace.
     *
     * @param clock  nanoseconds of a clock that only runs on
     * @param slowed is run once, when two chunks in a row were slow
     */
    Pace(LongSupplier clock, Runnable slowed) {
        this.clock = clock;
        this.slowed = slowed;
        this.filling = clock.getAsLong();
    }

    /** A chunk begins, or goes on after something that says nothing of the speed of entries. */
    void resumes() {
        filling = clock.getAsLong();
    }

    /** A chunk is full. */
    void filled() {
        if (slow == IN_A_ROW) {
            return;
        }
        slow = clock.getAsLong() - filling > SLOW_NANOS ? slow + 1 : 0;
        if (slow == IN_A_ROW) {
            slowed.run();
        }
    }
}
