package cc.dmart.core.internal.feed;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the documents of a folder anew after other fields became unique in it ({@code storage.md} 3.8), beside the requests. What a
 * stop leaves undone the next start finds in the index; what fails is tried again, less and less often. For one thread, the keeper's.
 */
final class UniqueRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(UniqueRefresh.class);
    private static final int CHUNK = 200;
    private static final String LEFT = "What an earlier run left";
    /** Walks of the index are cheapest by time. */
    private static final List<SortKey> ORDER = List.of(new SortKey("updated_at", true));

    private final EntryIndex index;
    private final EntryStore store;
    private final UniqueFolders folders;
    private final Supplier<Map<Locator, Long>> settled;
    private final Consumer<List<Locator>> touch;
    private final BooleanSupplier stopped;
    private final LongSupplier nanos;
    private final Map<String, GrowingPause> pauses = new HashMap<>();
    private boolean looked;

    /**
     * What makes documents anew.
     *
     * @param settled the folders whose rules changed, once every change that was taken in under other rules is in the index
     * @param touch   makes the documents of some addresses anew from what is stored
     * @param nanos   a clock as {@link System#nanoTime()}
     */
    UniqueRefresh(
            EntryIndex index,
            FeedDocuments documents,
            Supplier<Map<Locator, Long>> settled,
            Consumer<List<Locator>> touch,
            BooleanSupplier stopped,
            LongSupplier nanos) {
        this.index = index;
        this.store = documents.store();
        this.folders = documents.unique();
        this.settled = settled;
        this.touch = touch;
        this.stopped = stopped;
        this.nanos = nanos;
    }

    /** Does what is to be done now. */
    void run() {
        if (!index.isUsable()) {
            return;
        }
        if (!looked) {
            attempt(LEFT, this::findLeft);
        }
        if (folders.changed().keySet().stream().anyMatch(folder -> isDue(folder.toString()))) {
            settled.get().forEach((folder, count) -> attempt(folder.toString(), () -> refresh(folder, count)));
        }
    }

    private boolean isDue(String what) {
        GrowingPause pause = pauses.get(what);
        return pause == null || pause.isOver();
    }

    private void attempt(String what, Runnable work) {
        if (stopped.getAsBoolean() || !isDue(what)) {
            return;
        }
        try {
            work.run();
            pauses.remove(what);
        } catch (CancellationException e) {
            LOG.debug("{}: left for the next start", what, e);
        } catch (RuntimeException e) { // whatever it is, it may pass
            long seconds =
                    pauses.computeIfAbsent(what, w -> new GrowingPause(nanos)).begin();
            LOG.warn("{}: not indexed anew yet for its unique fields; trying again in {} s", what, seconds, e);
        }
    }

    private void findLeft() {
        for (SpaceName space : store.spaces()) {
            IndexQuery left = IndexQuery.Exact.of(ExactField.VALUE, UniqueFolders.CHANGED);
            index.list(request(space, left, Integer.MAX_VALUE), folders::mark);
        }
        looked = true;
    }

    private static IndexRequest request(SpaceName space, IndexQuery query, int limit) {
        return new IndexRequest(space, DocumentKind.ENTRY, query, new IndexQuery.All(), ORDER, 0, limit, false);
    }

    /** The index tells what lies in the folder itself, without a walk of all below; what it lacks has its terms when it comes. */
    private void refresh(Locator folder, long count) {
        long begun = nanos.getAsLong();
        index.await();
        Members members = new Members();
        IndexQuery inside =
                IndexQuery.Exact.of(ExactField.SUBPATH, folder.inside().slashed());
        index.list(request(folder.space(), inside, Integer.MAX_VALUE), members::add);
        members.flush();
        done(folder, count);
        LOG.info(
                "The unique fields of {} changed: {} documents made anew in {} ms",
                folder,
                members.count,
                TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begun));
    }

    /** Makes its own document anew too, without the mark. */
    private void done(Locator folder, long count) {
        folders.done(folder, count);
        boolean well = false;
        try {
            touch.accept(List.of(folder));
            well = true;
        } finally {
            if (!well) {
                folders.mark(folder);
            }
        }
    }

    /** What lies in a folder itself. For one thread. */
    private final class Members {
        private List<Locator> chunk = new ArrayList<>(CHUNK);
        private long count;

        void add(Locator at) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException("the index is being stopped");
            }
            count++;
            chunk.add(at);
            if (chunk.size() == CHUNK) {
                flush();
            }
        }

        void flush() {
            if (!chunk.isEmpty()) {
                touch.accept(chunk);
                chunk = new ArrayList<>(CHUNK);
            }
        }
    }
}
