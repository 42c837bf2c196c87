package cc.dmart.storage.files.internal.journal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Number of the last change that is applied with all before it. Changes end out of order; readers see them in order.
 * Thread-safe, guarded by its monitor.
 */
public final class AppliedMark {
    private final Set<Long> ahead = new HashSet<>();
    private volatile long last;
    private boolean closed;

    /** A mark that starts behind this number. */
    public AppliedMark(long last) {
        this.last = last;
    }

    /** The number. */
    public long last() {
        return last;
    }

    /** Says that a change is applied. */
    public synchronized void applied(long seq) {
        if (seq != last + 1) {
            ahead.add(seq);
            return;
        }
        long reached = seq;
        while (!ahead.isEmpty() && ahead.remove(reached + 1)) {
            reached++;
        }
        last = reached;
        notifyAll();
    }

    /** Waits until a change is applied. @return whether it is */
    public boolean await(long seq, Duration wait) throws InterruptedException {
        if (last >= seq) {
            return true;
        }
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (this) {
            while (last < seq && !closed) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            return last >= seq;
        }
    }

    /** Ends all waiting. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
