package cc.dmart.core.internal.feed;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes from the journal into the index that did not get there when they happened: after a crash, after a failure of
 * the index, or when somebody committed past the pipeline. Each is read as what the store holds now, under the exclusive
 * gate. For one thread at a time, the keeper's.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final String CURSOR = "index";
    private static final int CHUNK = 200;
    private static final long STUCK_NANOS = Duration.ofSeconds(2).toNanos();
    /** So long what cannot be read may become readable again; all that changed behind it waits for that. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final EntryIndex index;
    private final Journal journal;
    private final FeedDocuments documents;
    private final SeqTracker tracker;
    private final ReentrantReadWriteLock gate;
    private final RebuildWish wish;
    private final LongSupplier nanos;
    /** Since when there was something in each run that could not be read. */
    private OptionalLong failing = OptionalLong.empty();

    private long seenLow = -1;
    private long seenAt;
    private long released = -1;
    private boolean left;

    Replay(
            EntryIndex index,
            Journal journal,
            FeedDocuments documents,
            SeqTracker tracker,
            ReentrantReadWriteLock gate,
            RebuildWish wish,
            LongSupplier nanos) {
        this.index = index;
        this.journal = journal;
        this.documents = documents;
        this.tracker = tracker;
        this.gate = gate;
        this.wish = wish;
        this.nanos = nanos;
    }

    /** Whether the index can be brought up to date from the journal at a start. */
    boolean canContinue() {
        long watermark = index.watermark();
        return index.isUsable() && watermark <= journal.lastSeq() && journal.firstSeq() <= watermark + 1;
    }

    /** Whether the journal still has everything that the index lacks. */
    boolean reaches() {
        return index.isUsable() && journal.firstSeq() <= tracker.low() + 1;
    }

    /** Whether a change has been missing for a while although the journal has it. */
    boolean isStuck() {
        long low = tracker.low();
        long now = System.nanoTime();
        if (low != seenLow || low >= journal.lastSeq()) {
            seenLow = low;
            seenAt = now;
            return false;
        }
        return now - seenAt > STUCK_NANOS;
    }

    /** The same as {@link #run} at a start, which waits for nothing to become readable. */
    boolean begin() {
        failing = OptionalLong.of(nanos.getAsLong() - PATIENCE_NANOS);
        boolean reached = run();
        failing = OptionalLong.empty();
        return reached;
    }

    /**
     * Takes in what is missing up to the newest change there was at the beginning.
     *
     * @return false if the journal does not reach back
     */
    boolean run() {
        long from = tracker.low();
        long target = journal.lastSeq();
        if (from >= target) {
            return true;
        }
        if (journal.firstSeq() > from + 1) {
            return false;
        }
        long begun = System.nanoTime();
        left = false;
        try (JournalReader reader = journal.read(from)) {
            while (tracker.low() < target && chunk(reader, target)) {
                LOG.debug("The index is at change {} of {}", tracker.low(), target);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failing = left ? failing : OptionalLong.empty();
        LOG.info("The index caught up {} changes in {} ms", target - from, (System.nanoTime() - begun) / 1_000_000);
        return true;
    }

    private boolean chunk(JournalReader reader, long target) throws InterruptedException {
        gate.writeLock().lock();
        try {
            for (int i = 0; i < CHUNK; i++) {
                Optional<JournalRecord> next = reader.next(Duration.ZERO);
                if (next.isEmpty()) {
                    return false;
                }
                long seq = next.get().seq();
                if (!tracker.isDone(seq)) {
                    take(seq, next.get().change());
                }
                if (seq >= target) {
                    return false;
                }
            }
            return true;
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void take(long seq, Change change) {
        try {
            take(seq, new ChangeReader(documents, change, false));
        } catch (DmartException.Unavailable e) {
            long now = nanos.getAsLong();
            failing = failing.isPresent() ? failing : OptionalLong.of(now);
            if (now - failing.getAsLong() < PATIENCE_NANOS) {
                throw e;
            }
            LOG.debug("change {} is taken in as far as that can be done", seq, e);
            left = true;
            take(seq, ChangeReader.atAnyRate(documents, change));
        }
    }

    private void take(long seq, ChangeReader reader) {
        if (reader.reindexesSpace()) {
            wish.anew(); // before it is applied: that a setting is another one is seen once
        }
        reader.apply(seq, index::apply);
        tracker.done(seq);
    }

    /** Lets the journal drop what is durably in the index. */
    void release() {
        long durable = index.watermark();
        if (durable != released) {
            journal.advance(CURSOR, durable);
            released = durable;
        }
    }

    /** The same after the index was made durable. */
    void checkpoint() {
        index.checkpoint();
        release();
    }
}
