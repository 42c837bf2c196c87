package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.Bits;

/** A generation that is being built. Thread-safe. */
final class Building implements IndexGeneration {
    /** What becomes of it; exactly one call. */
    interface End {
        /** It is complete and durable. */
        void published(Generation complete);

        /** It was given up. */
        void left(Generation incomplete);
    }

    private final Generation next;
    private final End end;
    /** What it held when it was resumed; empty for a new one. */
    private final Optional<IndexSearcher> before;

    private final AtomicBoolean open = new AtomicBoolean(true);

    private Building(Generation next, End end, Optional<IndexSearcher> before) {
        this.next = next;
        this.end = end;
        this.before = before;
    }

    static Building begun(Generation empty, End end) {
        return new Building(empty, end, Optional.empty());
    }

    static Building resumed(Generation unfinished, End end) throws IOException {
        return new Building(unfinished, end, Optional.of(unfinished.acquire()));
    }

    /** Work on the generation. */
    private interface Work {
        void run() throws IOException;
    }

    private static void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | AlreadyClosedException e) {
            throw DmartException.Unavailable.now("The new index cannot be written", e);
        }
    }

    @Override
    public long begun() {
        return next.begun().orElse(0);
    }

    @Override
    public boolean has(Locator at) {
        if (before.isEmpty()) {
            return false;
        }
        try {
            Term id = IndexTerms.id(at);
            for (LeafReaderContext leaf : before.get().getIndexReader().leaves()) {
                if (isIn(leaf, id)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The new index cannot be read", e);
        }
    }

    private static boolean isIn(LeafReaderContext leaf, Term id) throws IOException {
        PostingsEnum found = leaf.reader().postings(id, PostingsEnum.NONE);
        Bits live = leaf.reader().getLiveDocs();
        int doc = found == null ? DocIdSetIterator.NO_MORE_DOCS : found.nextDoc();
        while (found != null && doc != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(doc)) {
            doc = found.nextDoc();
        }
        return doc != DocIdSetIterator.NO_MORE_DOCS;
    }

    @Override
    public void add(List<IndexDocument> documents) {
        guarded(() -> next.add(documents));
    }

    @Override
    public void checkpoint() {
        guarded(next::commit);
    }

    @Override
    public void apply(IndexBatch batch) {
        guarded(() -> next.apply(batch));
    }

    @Override
    public void publish(long seq) {
        if (!open.get()) {
            throw new IllegalStateException("published or closed");
        }
        guarded(() -> next.finish(seq));
        if (open.compareAndSet(true, false)) {
            release();
            end.published(next);
        }
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release();
            end.left(next);
        }
    }

    private void release() {
        before.ifPresent(searcher -> guarded(() -> next.release(searcher)));
    }
}
