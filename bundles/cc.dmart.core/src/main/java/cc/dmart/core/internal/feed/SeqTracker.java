package cc.dmart.core.internal.feed;

import java.util.HashSet;
import java.util.Set;

/** Which journal numbers have reached the index. Thread-safe, guarded by itself. */
final class SeqTracker {
    private long low;
    private long highest;
    private final Set<Long> ahead = new HashSet<>();

    /** All numbers up to this one have reached it, none above. */
    synchronized void restart(long seq) {
        low = seq;
        highest = seq;
        ahead.clear();
    }

    synchronized void done(long seq) {
        if (seq <= low) {
            return;
        }
        highest = Math.max(highest, seq);
        ahead.add(seq);
        while (ahead.remove(low + 1)) {
            low++;
        }
    }

    synchronized boolean isDone(long seq) {
        return seq <= low || ahead.contains(seq);
    }

    /** All numbers up to this one have reached the index. */
    synchronized long low() {
        return low;
    }

    /** The highest number that has. */
    synchronized long highest() {
        return highest;
    }
}
