package cc.dmart.core.internal.feed;

import cc.dmart.api.storage.Change;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of this run that came to the index from the journal and not by {@link IndexFeed#applied}: whoever keeps something beside
 * the files has not heard of them. Thread-safe.
 */
final class LateChanges {
    private static final Logger LOG = LoggerFactory.getLogger(LateChanges.class);

    private final SeqTracker tracker;
    private final long start;
    private volatile ObjLongConsumer<Change> listener = (change, seq) -> {};

    /** Changes behind a number, at which the run starts. */
    LateChanges(SeqTracker tracker, long start) {
        this.tracker = tracker;
        this.start = start;
    }

    /** Names who is told. */
    void tell(ObjLongConsumer<Change> told) {
        listener = told;
    }

    /** Whether a change of the journal is one of them, as far as is known by now. */
    boolean isLate(long seq) {
        return seq > start && !tracker.hasCome(seq);
    }

    /** Tells one. */
    void came(long seq, Change change) {
        LOG.info("Change {} was taken in late", seq);
        try {
            listener.accept(change, seq);
        } catch (RuntimeException e) { // the index has it all the same
            LOG.error("Change {} could not be told", seq, e);
        }
    }
}
