package cc.dmart.core.internal.event.delivery;

import java.util.TreeMap;

/**
 * Finds how far a reader has got when deliveries end in any order: up to just before the oldest record that is still open. Not
 * thread-safe; its owner guards it.
 */
final class CursorTracker {
    private final TreeMap<Long, Integer> open = new TreeMap<>();
    private long read;

    /** A tracker for a reader that starts behind a number. */
    CursorTracker(long after) {
        this.read = after;
    }

    /** A record was read that means this many deliveries. */
    void read(long seq, int deliveries) {
        read = seq;
        if (deliveries > 0) {
            open.put(seq, deliveries);
        }
    }

    /** A delivery of a record ended. */
    void ended(long seq) {
        open.computeIfPresent(seq, (s, left) -> left > 1 ? left - 1 : null);
    }

    /** Everything up to this number is done. */
    long position() {
        return open.isEmpty() ? read : open.firstKey() - 1;
    }

    /** Whether a record was read and has no delivery left. */
    boolean isDone(long seq) {
        return seq <= read && !open.containsKey(seq);
    }

    /** Number of the last record that was read. */
    long lastRead() {
        return read;
    }
}
