package cc.dmart.core.internal.feed;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a scan finds into documents of a new generation and tells how far it is. Thread-safe, guarded by itself. */
final class RebuildScan implements ScanVisitor {
    private static final Logger LOG = LoggerFactory.getLogger(RebuildScan.class);
    /** Documents that are handed over at once, unless their text is long: the index orders them more cheaply than single ones. */
    private static final int CHUNK = 2000;

    private static final long CHUNK_CHARS = 2 << 20;
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** What is built of an index between two looks is lost by a crash. */
    private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final FeedDocuments documents;
    private final IndexGeneration target;
    private final long expected;
    private final ReindexMeter meter;
    private final BooleanSupplier stopped;
    private final Pace pace;
    private final UnreadableFiles unreadable;
    private final Semaphore writers = new Semaphore(IndexRebuild.THREADS + 1) /* the scan itself lends a hand */;
    private final long begun = System.nanoTime();
    private List<IndexDocument> chunk = new ArrayList<>(CHUNK + 50);
    private long chars;
    private long entries;
    private long there;
    private long reported = begun;
    private boolean skipped;
    private long kept = begun;

    /**
     * A scan into a generation.
     *
     * @param expected   entries there will be; 0 if that is not known
     * @param meter      is told of every entry
     * @param stopped    whether to give up
     * @param pace       is told of every chunk; guarded by the scan
     * @param unreadable is told of what is left out
     */
    RebuildScan(
            FeedDocuments documents,
            IndexGeneration target,
            long expected,
            ReindexMeter meter,
            BooleanSupplier stopped,
            Pace pace,
            UnreadableFiles unreadable) {
        this.unreadable = unreadable;
        this.pace = pace;
        this.meter = meter;
        meter.expect(expected);
        this.documents = documents;
        this.target = target;
        this.expected = expected;
        this.stopped = stopped;
    }

    /** What is there from a build that was interrupted is not read again. */
    @Override
    public boolean wants(Locator at) {
        if (!target.has(at)) {
            return true;
        }
        giveUpIfStopped();
        meter.found();
        count();
        return false;
    }

    private synchronized void count() {
        entries++;
        there++;
        skipped = true;
    }

    private void giveUpIfStopped() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("the index is being stopped");
        }
    }

    @Override
    public void entry(StoredEntry entry, List<StoredEntry> attachments) {
        giveUpIfStopped();
        List<IndexDocument> made = new ArrayList<>(1 + attachments.size());
        documents.all(entry, attachments, made);
        meter.found();
        meter.wrote(made.size());
        List<IndexDocument> full = add(made);
        if (full.isEmpty()) {
            return;
        }
        try {
            target.add(full);
        } finally {
            writers.release();
        }
        if (isCheckpointDue()) {
            target.checkpoint();
        }
    }

    private synchronized boolean isCheckpointDue() {
        long now = System.nanoTime();
        if (now - kept < CHECKPOINT_NANOS) {
            return false;
        }
        kept = now;
        return true;
    }

    /**
     * What is full now and to be written, with the permit for it. Whoever waits for one lets the other readers wait too: what has been
     * read would fill the memory.
     */
    private synchronized List<IndexDocument> add(List<IndexDocument> made) {
        entries++;
        if (skipped || chunk.isEmpty()) {
            pace.resumes(); // neither what was there already nor a wait for a writer is a slow disk
            skipped = false;
        }
        chunk.addAll(made);
        made.forEach(document -> document.text().forEach(text -> chars += text.length()));
        long now = System.nanoTime();
        if (now - reported > REPORT_NANOS) {
            reported = now;
            report(now);
        }
        if (chunk.size() < CHUNK && chars < CHUNK_CHARS) {
            return List.of();
        }
        pace.filled();
        writers.acquireUninterruptibly();
        List<IndexDocument> full = chunk;
        chars = 0;
        chunk = new ArrayList<>(CHUNK + 50);
        return full;
    }

    private void report(long now) {
        double seconds = (now - begun) / 1e9;
        double rate = entries / seconds;
        if (expected > entries) {
            LOG.info(
                    "Index: {} of about {} entries, {} per second, {} s left",
                    entries,
                    expected,
                    Math.round(rate),
                    Math.round((expected - entries) / rate));
        } else {
            LOG.info("Index: {} entries, {} per second", entries, Math.round(rate));
        }
    }

    /** Hands over the rest. */
    void finish() {
        List<IndexDocument> rest;
        synchronized (this) {
            rest = chunk;
            chunk = new ArrayList<>();
        }
        target.add(rest);
        unreadable.end();
        double seconds = (System.nanoTime() - begun) / 1e9;
        LOG.info(
                "Index built of {} entries in {} s, {} per second, {} were there from before",
                entries,
                String.format(java.util.Locale.ROOT, "%.1f", seconds),
                Math.round(entries / Math.max(seconds, 1e-3)),
                there);
    }

    /** What is odd is for the health check; what cannot be read is told all the same. */
    @Override
    public boolean wantsFindings() {
        return false;
    }

    @Override
    public void finding(StorageFinding finding) {
        unreadable.add(finding);
    }
}
