package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.query.FilterCache;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One index on disk: its writer, its current reader, the sequence numbers that it holds. Thread-safe; refreshes are guarded
 * by {@code refreshing}, commits by {@code committing}.
 */
final class Generation implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    /** Segments below are merged as if they were of this size; more makes refreshes dearer, less makes segments many. */
    private static final double SMALL_SEGMENT_MB = 0.25;

    /** Documents of a segment stand in the order of time, so that the newest are found without looking at the others. */
    private static final Sort BY_TIME = new Sort(new SortField(IndexTerms.UPDATED, SortField.Type.LONG));

    /** Documents of a change that are written beside those of other changes. */
    private static final int MANY = 32;

    private static final String KEY_SCHEMA = "schema";
    private static final String KEY_WATERMARK = "watermark";
    private static final String KEY_COMPLETE = "complete";
    private static final String KEY_BEGUN = "begun";

    private final Path folder;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final WriteQueue queue;
    private final Object refreshing = new Object();
    private final Object committing = new Object();
    private final AtomicLong applied = new AtomicLong();
    private boolean isRefreshing;
    private long appliedBefore = -1;
    private volatile SeqTracker seqs;
    private volatile long visible;
    private volatile long durable;
    private volatile boolean complete;
    private volatile boolean damaged;
    private volatile OptionalLong begun;

    /**
     * Opens a folder, or makes it when there is no index in it.
     *
     * @throws IOException if it is damaged or of another format
     */
    Generation(Path folder, int ramMb, FilterCache filters) throws IOException {
        this.folder = folder;
        this.directory = new FreshDirectory(folder);
        @Nullable IndexWriter opened = null;
        try {
            boolean exists = DirectoryReader.indexExists(directory);
            Map<String, String> data = exists ? checked(directory) : Map.of();
            opened = new IndexWriter(directory, settings(ramMb));
            searchers = new SearcherManager(opened, true, false, new SearcherFactory() {
                @Override
                public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
                    IndexSearcher searcher = new IndexSearcher(reader);
                    filters.use(searcher);
                    searcher.setTimeout(Deadline::isPast); // a search runs in the thread of its request
                    return searcher;
                }
            });
            writer = opened;
            durable = Long.parseLong(data.getOrDefault(KEY_WATERMARK, "0"));
            complete = Boolean.parseBoolean(data.get(KEY_COMPLETE));
            String number = data.get(KEY_BEGUN);
            begun = number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
            seqs = new SeqTracker(durable);
            queue = new WriteQueue(writer, seq -> seqs.arrived(seq));
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.rollback();
            }
            directory.close();
            throw e;
        }
    }

    private static Map<String, String> checked(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            Map<String, String> data = reader.getIndexCommit().getUserData();
            if (!IndexTerms.SCHEMA.equals(data.get(KEY_SCHEMA))) {
                throw new IOException("index of another format");
            }
            return data;
        }
    }

    private IndexWriterConfig settings(int ramMb) {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setFloorSegmentMB(SMALL_SEGMENT_MB);
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler() {
            @Override
            protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
                super.doMerge(source, merge);
                if (merge instanceof QuietMerges.Quiet) { // without changes nothing else makes a new reader
                    showMerged();
                }
            }
        };
        scheduler.setMaxMergesAndThreads(16, 1);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(ramMb)
                .setMergePolicy(new QuietMerges(merges))
                .setMergeScheduler(scheduler)
                .setIndexSort(BY_TIME)
                .setCodec(new LeanCodec())
                .setMaxFullFlushMergeWaitMillis(0)
                .setUseCompoundFile(false)
                .setCommitOnClose(false);
    }

    private void showMerged() throws IOException {
        try {
            searchers.maybeRefresh();
        } catch (AlreadyClosedException e) {
            LOG.debug("Closed while small segments were merged", e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Whether everything is in it: false while it is built, and for a new folder. */
    boolean isComplete() {
        return complete;
    }

    /** Whether what it answers is the whole truth. */
    boolean isUsable() {
        return complete && !isBroken();
    }

    /** Notes that something in it cannot be read. */
    void damaged() {
        damaged = true;
    }

    /** Whether something in it cannot be read. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether it lacks something or cannot be read, so that it must be made anew. */
    boolean isBroken() {
        return damaged || writer.getTragicException() != null || queue.hasFailed();
    }

    long durable() {
        return durable;
    }

    long documents() {
        return writer.getDocStats().numDocs;
    }

    /** Takes in a change, and its number when it has come to stay. */
    void apply(IndexBatch batch) throws IOException {
        boolean deletes = !batch.deletes().isEmpty() || !batch.trees().isEmpty();
        if (!deletes && batch.puts().isEmpty()) {
            seqs.arrived(batch.seq());
            return;
        }
        if (!deletes && batch.puts().size() == 1) {
            queue.replace(batch.puts().get(0), batch.seq());
        } else if (!deletes && batch.puts().size() >= MANY) {
            queue.replaceMany(batch.puts()); // nobody applies another change of one of them meanwhile
            seqs.arrived(batch.seq());
        } else {
            queue.alone(() -> write(batch));
        }
        applied.incrementAndGet();
    }

    private void write(IndexBatch batch) throws IOException {
        for (Locator gone : batch.deletes()) {
            writer.deleteDocuments(IndexTerms.id(gone));
        }
        for (IndexBatch.Tree tree : batch.trees()) {
            writer.deleteDocuments(IndexTerms.tree(tree.space(), tree.under()));
        }
        queue.replaceNow(batch.puts());
        seqs.arrived(batch.seq());
    }

    void add(List<IndexDocument> documents) throws IOException {
        queue.add(documents);
        applied.incrementAndGet();
    }

    /**
     * Makes visible what was applied before. A refresh that began before the call does not count; whoever waits for the next
     * one shares it.
     */
    void refresh() throws IOException {
        long wanted = applied.get();
        if (visible >= wanted || !leads(wanted)) {
            return;
        }
        try {
            long begun = applied.get();
            queue.flush();
            searchers.maybeRefreshBlocking();
            visible = begun;
        } finally {
            synchronized (refreshing) {
                isRefreshing = false;
                refreshing.notifyAll();
            }
        }
    }

    /** Whether this thread must refresh; else it has waited until somebody did. */
    private boolean leads(long wanted) throws IOException {
        synchronized (refreshing) {
            while (visible < wanted) {
                if (!isRefreshing) {
                    isRefreshing = true;
                    return true;
                }
                try {
                    refreshing.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while the index is refreshed");
                }
            }
            return false;
        }
    }

    IndexSearcher acquire() throws IOException {
        return searchers.acquire();
    }

    void release(IndexSearcher searcher) throws IOException {
        searchers.release(searcher);
    }

    /** Makes durable what was applied, together with the number up to which everything is in it. */
    void commit() throws IOException {
        queue.flush();
        synchronized (committing) {
            long reached = seqs.reached();
            if (reached == durable && !writer.hasUncommittedChanges()) {
                return;
            }
            commit(reached);
        }
    }

    private void commit(long reached) throws IOException {
        Map<String, String> data = new HashMap<>(Map.of(
                KEY_SCHEMA, IndexTerms.SCHEMA,
                KEY_WATERMARK, Long.toString(reached),
                KEY_COMPLETE, Boolean.toString(complete)));
        begun.ifPresent(seq -> data.put(KEY_BEGUN, Long.toString(seq)));
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
        durable = reached;
    }

    /**
     * Makes few segments of many small ones, in a thread of the engine, if nothing was applied since the last call. For one
     * thread.
     */
    void tidy() throws IOException {
        long now = applied.get();
        if (now == appliedBefore) {
            writer.maybeMerge();
        }
        appliedBefore = now;
    }

    /** Notes durably that it is being built, of files that hold every change up to a number. */
    void begin(long seq) throws IOException {
        synchronized (committing) {
            begun = OptionalLong.of(seq);
            commit(0);
        }
    }

    /** The number it was begun with; empty if it was not begun or is complete. */
    OptionalLong begun() {
        return complete ? OptionalLong.empty() : begun;
    }

    /** Makes it durable as a whole that holds everything up to a number. */
    void finish(long seq) throws IOException {
        queue.flush();
        synchronized (committing) {
            seqs = new SeqTracker(seq);
            complete = true;
            begun = OptionalLong.empty();
            commit(seq);
        }
        refresh();
    }

    /** Closes without a commit. */
    @Override
    public void close() throws IOException {
        try (directory) {
            searchers.close();
            writer.rollback();
        }
    }
}
