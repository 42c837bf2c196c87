package cc.dmart.core.internal.feed;

import java.util.HashSet;
import java.util.Set;

/** Which journal numbers have reached the index. Thread-safe, guarded by itself. */
final class SeqTracker {
    private long low;
    private long highest;
    private final Set<Long> ahead = new HashSet<>();
    private final Set<Long> missed = new HashSet<>();

    /** All numbers up to this one have reached it, none above. */
    synchronized void restart(long seq) {
        low = seq;
        highest = seq;
        ahead.clear();
        missed.removeIf(one -> one <= seq);
    }

    synchronized void done(long seq) {
        missed.remove(seq);
        if (seq <= low) {
            return;
        }
        highest = Math.max(highest, seq);
        ahead.add(seq);
        while (ahead.remove(low + 1)) {
            low++;
        }
    }

    /** One came and did not reach the index. */
    synchronized void missed(long seq) {
        if (!isDone(seq)) {
            missed.add(seq);
        }
    }

    /** Whether one has come, whether or not it reached the index. */
    synchronized boolean hasCome(long seq) {
        return isDone(seq) || missed.contains(seq);
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
