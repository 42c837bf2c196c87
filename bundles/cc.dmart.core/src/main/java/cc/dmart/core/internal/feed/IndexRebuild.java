package cc.dmart.core.internal.feed;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a new generation of the index from the files beside live traffic and puts it in the place of the old one
 * ({@code query.md} 6.6). For one thread at a time, the keeper's.
 */
final class IndexRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);
    private static final Duration IN_FLIGHT = Duration.ofSeconds(10);
    /** Keeps the changes that a generation must be given before it is published. */
    private static final String CURSOR = "index-build";
    /** Threads of a scan while the files come quickly. */
    static final int THREADS = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
    /** Threads of a scan that waits for a disk: that answers many questions in the time of one. */
    private static final int WAITING_THREADS = Math.max(8, THREADS);

    private final EntryIndex index;
    private final Journal journal;
    private final FeedDocuments documents;
    private final SeqTracker tracker;
    private final ReentrantReadWriteLock gate;
    private final ReindexMeter meter;
    private final RebuildWish wish;
    private volatile boolean stopped;

    IndexRebuild(
            EntryIndex index,
            Journal journal,
            FeedDocuments documents,
            SeqTracker tracker,
            ReentrantReadWriteLock gate,
            ReindexMeter meter,
            RebuildWish wish) {
        this.meter = meter;
        this.wish = wish;
        this.index = index;
        this.journal = journal;
        this.documents = documents;
        this.tracker = tracker;
        this.gate = gate;
    }

    /** Lets a running build end without a result. */
    void stop() {
        stopped = true;
    }

    /** Builds what is wanted, going on with what an earlier build left if that will do. @return whether it is in use */
    boolean run() {
        Optional<IndexGeneration> left = wish.begins() ? Optional.empty() : unfinished();
        return left.isPresent() ? goOn(left.get()) : build(begun(), false);
    }

    /** Goes on with what an earlier build left. @return whether it is in use */
    boolean goOn(IndexGeneration left) {
        return build(left, true);
    }

    /** A generation at its beginning; what an earlier build left is thrown away. */
    private IndexGeneration begun() {
        long start = journal.lastSeq();
        journal.advance(CURSOR, start);
        return index.begin(start);
    }

    /** What an earlier build left; empty if there is nothing, or changes that it lacks are not in the journal any more. */
    Optional<IndexGeneration> unfinished() {
        Optional<IndexGeneration> left = index.resume();
        if (left.isEmpty() && journal.cursor(CURSOR).isPresent()) {
            journal.forget(CURSOR); // of a build that ended when the server did
        }
        if (left.isPresent() && !reaches(left.get().begun())) {
            LOG.info("An unfinished index is not gone on with, since the journal does not reach back to it");
            left.get().close();
            return Optional.empty();
        }
        left.ifPresent(next -> LOG.info("An unfinished index is gone on with, begun at change {}", next.begun()));
        return left;
    }

    private boolean reaches(long seq) {
        return seq <= journal.lastSeq() && journal.firstSeq() <= seq + 1;
    }

    /** Fills a generation and puts it in use, unless it is stopped or interrupted before; then it is left for the next time. */
    private boolean build(IndexGeneration made, boolean left) {
        ThreadPoolExecutor workers = CoreThreads.pool("dmart-reindex", THREADS);
        try (IndexGeneration next = made) {
            wish.begun(left);
            fill(next, workers);
            boolean used = takeOver(next, next.begun());
            if (used) {
                journal.forget(CURSOR);
            }
            return used;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            workers.shutdownNow();
        }
    }

    private void fill(IndexGeneration next, ThreadPoolExecutor workers) {
        List<SpaceName> spaces = documents.store().spaces();
        Pace pace = new Pace(System::nanoTime, () -> {
            workers.setMaximumPoolSize(WAITING_THREADS);
            workers.setCorePoolSize(WAITING_THREADS);
        });
        RebuildScan scan = new RebuildScan(
                documents, next, expected(spaces), meter, () -> stopped, pace, new UnreadableFiles(LOG::warn));
        for (SpaceName space : spaces) {
            documents.store().scan(space, Subpath.ROOT, workers, scan);
        }
        scan.finish();
    }

    /** How many entries there will be, going by the old generation; 0 if nobody knows. */
    private long expected(List<SpaceName> spaces) {
        if (!index.isUsable()) {
            return 0;
        }
        return spaces.stream()
                .mapToLong(space -> index.count(IndexRequest.ofEntries(space)))
                .sum();
    }

    /** Returns whether it is in use. */
    private boolean takeOver(IndexGeneration next, long start) throws InterruptedException {
        try (JournalReader reader = journal.read(start)) {
            long at = start;
            for (long target = journal.lastSeq(); at < target; target = journal.lastSeq()) {
                at = replay(reader, next, at, target);
            }
            gate.writeLock().lock();
            try {
                // what is in the old generation must be in the new one before anybody can look: changes that are
                // still on their way into the files have lower numbers than some that are there already
                at = replay(reader, next, at, Math.max(tracker.highest(), journal.lastSeq()));
                if (!stopped) {
                    next.publish(at);
                    tracker.restart(at);
                    LOG.info("The new index is in use from change {} on", at);
                }
                return !stopped;
            } finally {
                gate.writeLock().unlock();
            }
        }
    }

    private long replay(JournalReader reader, IndexGeneration next, long from, long target)
            throws InterruptedException {
        long at = from;
        while (at < target && !stopped) {
            Optional<JournalRecord> record = reader.next(IN_FLIGHT);
            if (record.isEmpty()) {
                throw new IllegalStateException("the journal does not give change " + (at + 1));
            }
            at = record.get().seq();
            // as with the files, what cannot be read is passed over
            ChangeReader change = ChangeReader.atAnyRate(documents, record.get().change());
            if (change.reindexesSpace()) {
                wish.anew(); // what the scan made is of the other setting
            }
            change.apply(at, next::apply);
        }
        return at;
    }
}
