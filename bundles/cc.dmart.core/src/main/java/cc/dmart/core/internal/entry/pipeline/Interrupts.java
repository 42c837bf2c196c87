package cc.dmart.core.internal.entry.pipeline;

/**
 * Keeps interrupts away from what must come to its end: a set flag would make channels and the index close under it. They are
 * given back when it is closed. For one thread.
 */
final class Interrupts implements AutoCloseable {
    private boolean kept = Thread.interrupted();

    /** Takes away what came in meanwhile. */
    void clear() {
        kept |= Thread.interrupted();
    }

    @Override
    public void close() {
        if (kept) {
            Thread.currentThread().interrupt();
        }
    }
}
