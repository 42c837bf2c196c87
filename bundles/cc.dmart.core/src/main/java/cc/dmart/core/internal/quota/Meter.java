package cc.dmart.core.internal.quota;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of one quota is taken: what was counted, what was added since, and what changes under way will add. It is never less
 * than the truth, and counted again before it refuses something unless it is exact. Thread-safe, guarded by itself.
 */
final class Meter {
    /** What other programs put into the folder counts after this time at the latest. */
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final long most;
    private final LongSupplier exact;
    private boolean counted;
    private long countedAt;
    private long used;
    private long pending;
    private boolean tooHigh;
    private int holders;

    /**
     * A meter.
     *
     * @param most  what may be taken
     * @param exact counts what is taken by changes that are done
     */
    Meter(long most, LongSupplier exact) {
        this.most = most;
        this.exact = exact;
    }

    /** Takes room for a change under way; false, and nothing is taken, if there is not so much. */
    synchronized boolean take(long amount) {
        boolean old = counted && System.nanoTime() - countedAt > LIFE_NANOS;
        if (!counted || old || (tooHigh && !fits(amount))) {
            count();
        }
        if (!fits(amount)) {
            return false;
        }
        pending += amount;
        return true;
    }

    private boolean fits(long amount) {
        return amount <= most - used - pending;
    }

    private void count() {
        used = exact.getAsLong();
        countedAt = System.nanoTime();
        counted = true;
        tooHigh = pending > 0; // what is under way may have been counted already
    }

    /** Takes room whether it is there or not. */
    synchronized void force(long amount) {
        pending += amount;
    }

    /** A change is over; what did not happen gives its room back. */
    synchronized void end(long amount, boolean done) {
        pending -= amount;
        if (done) {
            used += amount;
        }
    }

    /** Something was given back, nobody knows how much. */
    synchronized void freed() {
        tooHigh = true;
    }

    synchronized Meter hold() {
        holders++;
        return this;
    }

    /** Whether nobody needs it any more. */
    synchronized boolean release() {
        holders--;
        return holders == 0;
    }
}
