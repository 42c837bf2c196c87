package cc.dmart.core.internal.feed;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the documents of a folder anew after other fields became unique in it ({@code storage.md} 3.8), beside the requests. What a
 * stop leaves undone the next start finds in the index. For one thread, the keeper's.
 */
final class UniqueRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(UniqueRefresh.class);
    private static final int CHUNK = 200;
    private static final int MOST = 10_000;

    private final EntryIndex index;
    private final EntryStore store;
    private final UniqueFolders folders;
    private final Consumer<List<Locator>> touch;
    private final BooleanSupplier stopped;
    private boolean looked;

    /** @param touch makes the documents of some addresses anew from what is stored */
    UniqueRefresh(EntryIndex index, FeedDocuments documents, Consumer<List<Locator>> touch, BooleanSupplier stopped) {
        this.index = index;
        this.store = documents.store();
        this.folders = documents.unique();
        this.touch = touch;
        this.stopped = stopped;
    }

    /** Does what is to be done. @throws RuntimeException if the index or the store fails; what is left is done the next time */
    void run() {
        if (stopped.getAsBoolean() || !index.isUsable()) {
            return;
        }
        if (!looked) {
            store.spaces().forEach(this::findLeft);
            looked = true;
        }
        folders.changed().forEach(this::refresh);
    }

    private void findLeft(SpaceName space) {
        IndexQuery left = IndexQuery.Exact.of(ExactField.VALUE, UniqueFolders.CHANGED);
        index.search(new IndexRequest(space, DocumentKind.ENTRY, left, new IndexQuery.All(), List.of(), 0, MOST, false))
                .hits()
                .forEach(folders::mark);
    }

    private void refresh(Locator folder, long count) {
        long begun = System.nanoTime();
        Members members = new Members(folder);
        store.scan(folder.space(), folder.inside(), Runnable::run, members);
        members.flush();
        folders.done(folder, count);
        touch.accept(List.of(folder));
        LOG.info(
                "The unique fields of {} changed: {} documents made anew in {} ms",
                folder,
                members.count,
                (System.nanoTime() - begun) / 1_000_000);
    }

    /** What lies in a folder itself. For one thread. */
    private final class Members implements ScanVisitor {
        private final Locator folder;
        private List<Locator> chunk = new ArrayList<>(CHUNK);
        private long count;

        Members(Locator folder) {
            this.folder = folder;
        }

        @Override
        public boolean wantsFindings() {
            return false;
        }

        @Override
        public boolean wants(ResourceType type) {
            return type.isEntry();
        }

        @Override
        public boolean wants(Locator at) {
            if (at.subpath().equals(folder.inside())) {
                add(at);
            }
            return false;
        }

        private void add(Locator at) {
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

        @Override
        public void entry(StoredEntry entry, List<StoredEntry> attachments) {
            // none is wanted: the address says enough
        }

        @Override
        public void finding(StorageFinding finding) {
            // the health check reports it
        }
    }
}
