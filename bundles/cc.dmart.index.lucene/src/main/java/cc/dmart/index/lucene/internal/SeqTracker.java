package cc.dmart.index.lucene.internal;

import java.util.HashSet;
import java.util.Set;

/** The sequence number up to which every change has arrived, whatever the order. Thread-safe, guarded by itself. */
final class SeqTracker {
    private final Set<Long> ahead = new HashSet<>();
    private long reached;

    SeqTracker(long reached) {
        this.reached = reached;
    }

    synchronized void arrived(long seq) {
        if (seq == reached + 1) {
            reached = seq;
            while (!ahead.isEmpty() && ahead.remove(reached + 1)) {
                reached++;
            }
        } else if (seq > reached) {
            ahead.add(seq);
        }
    }

    synchronized long reached() {
        return reached;
    }
}
