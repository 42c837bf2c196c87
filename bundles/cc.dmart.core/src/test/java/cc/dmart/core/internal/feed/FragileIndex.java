package cc.dmart.core.internal.feed;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.HitVisitor;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An index that can be broken, that can be told to be new, and that counts what a build adds. Thread-safe. */
final class FragileIndex implements EntryIndex {
    final InMemoryEntryIndex inner = new InMemoryEntryIndex();
    volatile boolean failing;
    volatile boolean usable = true;
    /** Whether the engine throws an error, as without memory or without a class of its own. */
    volatile boolean erring;

    volatile boolean erringBuild;
    volatile int addable = Integer.MAX_VALUE;
    final AtomicInteger added = new AtomicInteger();
    /** Run before a build adds something. */
    volatile Runnable onAdd = () -> {};
    /** Told of what is about to be applied. */
    volatile Consumer<IndexBatch> onApply = batch -> {};

    @Override
    public void apply(IndexBatch batch) {
        if (failing) {
            throw DmartException.Unavailable.now("broken", null);
        }
        onApply.accept(batch);
        inner.apply(batch);
    }

    private static void err(boolean now) {
        if (now) {
            throw new NoClassDefFoundError("made up");
        }
    }

    @Override
    public void await() {
        inner.await();
    }

    @Override
    public IndexPage search(IndexRequest request) {
        return inner.search(request);
    }

    @Override
    public long count(IndexRequest request) {
        return inner.count(request);
    }

    @Override
    public void visit(IndexRequest request, List<String> columns, RowVisitor visitor) {
        inner.visit(request, columns, visitor);
    }

    @Override
    public <E extends Exception> void list(IndexRequest request, HitVisitor<E> visitor) throws E {
        inner.list(request, visitor);
    }

    @Override
    public long watermark() {
        err(erring);
        return inner.watermark();
    }

    @Override
    public boolean isUsable() {
        return usable;
    }

    @Override
    public void checkpoint() {
        inner.checkpoint();
    }

    @Override
    public IndexGeneration begin(long seq) {
        err(erringBuild);
        return new Counted(inner.begin(seq));
    }

    @Override
    public Optional<IndexGeneration> resume() {
        return inner.resume().map(Counted::new);
    }

    private final class Counted implements IndexGeneration {
        private final IndexGeneration next;

        Counted(IndexGeneration next) {
            this.next = next;
        }

        @Override
        public long begun() {
            return next.begun();
        }

        @Override
        public boolean has(Locator at) {
            return next.has(at);
        }

        @Override
        public void add(List<IndexDocument> documents) {
            onAdd.run();
            if (added.get() >= addable) {
                throw DmartException.Unavailable.now("broken", null);
            }
            added.addAndGet(documents.size());
            next.add(documents);
        }

        @Override
        public void checkpoint() {
            next.checkpoint();
        }

        @Override
        public void apply(IndexBatch batch) {
            next.apply(batch);
        }

        @Override
        public void publish(long seq) {
            next.publish(seq);
            usable = true;
        }

        @Override
        public void close() {
            next.close();
        }
    }
}
