package cc.dmart.core.internal.quota;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of one quota is taken: what was counted, what was added since, and what changes under way will add. It is never less
 * than the truth. Before it refuses something it is counted again unless it is exact, but not more than once a second because of
 * what was under way during the last count. Thread-safe, guarded by itself.
 */
final class Meter {
    /** What a run over the index finds in the files counts after this time at the latest. */
    private static final long LIFE_NANOS = TimeUnit.HOURS.toNanos(1);

    /** So long a count holds for those who are refused, though what was under way then may have been counted twice. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long most;
    private final LongSupplier exact;
    private long counts;
    private long countedAt;
    private long used;
    private long pending;
    private boolean freed;
    private boolean twice; // what was under way during the count may be in it already
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
        long age = System.nanoTime() - countedAt;
        boolean old = counts == 0 || age > LIFE_NANOS;
        if (old || (!fits(amount) && (freed || (twice && age > PAUSE_NANOS)))) {
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
        counts++;
        freed = false;
        twice = pending > 0;
    }

    /** Takes room whether it is there or not; what will be given back, a negative amount, is no room yet. */
    synchronized void force(long amount) {
        pending += Math.max(0, amount);
    }

    /** How often was counted. */
    synchronized long counts() {
        return counts;
    }

    /** A change is over, and nothing of it happened. */
    synchronized void drop(long amount) {
        pending -= Math.max(0, amount);
    }

    /**
     * A change is over. One that failed may have happened nevertheless, or happen later; one that gives back and was under way
     * during a count may have been counted. Both are counted again before anything is refused.
     *
     * @param count what {@link #counts} said when it began
     * @param done  whether it happened for sure
     */
    synchronized void end(long amount, long count, boolean done) {
        drop(amount);
        boolean unsure = amount < 0 && (!done || count != counts);
        used += unsure ? 0 : amount;
        freed |= unsure || !done;
    }

    /** Something was given back that was not told. */
    synchronized void freed() {
        freed = true;
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
