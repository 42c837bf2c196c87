package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.index.lucene.internal.document.DocumentMapper;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;

/**
 * Single documents on their way into the engine, in the order in which they came. One thread writes at a time, because what
 * each of several began would be a segment of its own at the next refresh; the others leave their document to it and go on.
 * Changes of many documents are written beside it ({@link #replaceMany}). Whoever must see all of them calls {@link #flush}.
 * Thread-safe; single documents, and changes that delete, are guarded by {@code writing}, those of many documents by the locks of
 * whoever changes them.
 */
final class WriteQueue {
    private static final int ROOM = 64;
    private static final int PART = 32;
    /** Threads that write many documents at a time. */
    private static final int ABREAST = 2;

    private final IndexWriter writer;
    private final LongConsumer arrived;
    private final ConcurrentLinkedQueue<DocumentMapper> mappers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Ready> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock writing = new ReentrantLock();
    private final Semaphore abreast = new Semaphore(ABREAST);
    private volatile boolean failed;

    /** @param arrived told the number of each document's change when it is in the engine */
    WriteQueue(IndexWriter writer, LongConsumer arrived) {
        this.writer = writer;
        this.arrived = arrived;
    }

    private record Ready(Term id, List<IndexableField> fields, DocumentMapper mapper, long seq) {}

    /** Several calls to the engine that no single document comes between. */
    interface Work {
        /** Makes them. */
        void run() throws IOException;
    }

    /** Replaces the document of an entry, at the latest with the next {@link #flush}. */
    void replace(IndexDocument document, long seq) throws IOException {
        DocumentMapper mapper = mapper();
        ready.add(new Ready(IndexTerms.id(document.at()), mapper.map(document), mapper, seq));
        if (waiting.incrementAndGet() > ROOM) {
            flush();
            return;
        }
        while (!ready.isEmpty() && !writing.hasQueuedThreads() && writing.tryLock()) {
            try {
                if (!drain(PART)) {
                    return; // others had their turn; the next one goes on
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /**
     * Adds documents that are new; from any number of threads. They come into a segment together and in the order of time, which
     * is that of segments, so that little is left to be sorted when it is written.
     */
    void add(List<IndexDocument> documents) throws IOException {
        if (documents.isEmpty()) {
            return;
        }
        List<IndexDocument> ordered = new ArrayList<>(documents);
        ordered.sort(Comparator.comparingLong(DocumentMapper::updated));
        DocumentMapper mapper = mapper();
        writer.addDocuments(() -> mapped(ordered.iterator(), mapper));
        giveBack(mapper);
    }

    /** One document after the other, since the mapper has room for one. */
    private static Iterator<Iterable<? extends IndexableField>> mapped(
            Iterator<IndexDocument> documents, DocumentMapper mapper) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return documents.hasNext();
            }

            @Override
            public List<IndexableField> next() {
                return mapper.map(documents.next());
            }
        };
    }

    /**
     * Replaces many documents when everything that came before is in the engine, beside other threads: what each begins of a
     * segment is worth its while. Before it returns a refresh may show a part of them.
     */
    void replaceMany(List<IndexDocument> documents) throws IOException {
        flush();
        abreast.acquireUninterruptibly();
        try {
            replaceNow(documents);
        } finally {
            abreast.release();
        }
    }

    /** Replaces documents now. Called by {@link #alone} and {@link #replaceMany}. */
    void replaceNow(List<IndexDocument> documents) throws IOException {
        DocumentMapper mapper = mapper();
        for (IndexDocument document : documents) {
            writer.updateDocument(IndexTerms.id(document.at()), mapper.map(document));
        }
        giveBack(mapper);
    }

    private DocumentMapper mapper() {
        DocumentMapper pooled = mappers.poll();
        return pooled == null ? new DocumentMapper() : pooled;
    }

    private void giveBack(DocumentMapper mapper) {
        if (!mapper.isLarge()) {
            mappers.offer(mapper);
        }
    }

    /** Mappers that wait for a document. */
    int idle() {
        return mappers.size();
    }

    /** Returns when everything that came before is in the engine. */
    void flush() throws IOException {
        alone(() -> {});
    }

    /** Does something when everything that came before is in the engine and before another document of a {@link #replace} is. */
    void alone(Work work) throws IOException {
        writing.lock();
        try {
            boolean empty = false;
            while (!empty) {
                empty = drain(PART);
            }
            work.run();
        } finally {
            writing.unlock();
        }
    }

    /** @return whether nothing is left */
    private boolean drain(int most) throws IOException {
        for (int i = 0; i < most; i++) {
            Ready next = ready.poll();
            if (next == null) {
                return true;
            }
            waiting.decrementAndGet();
            write(next);
        }
        return false;
    }

    private void write(Ready next) throws IOException {
        try {
            writer.updateDocument(next.id(), next.fields());
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
        arrived.accept(next.seq());
        giveBack(next.mapper());
    }

    /** Whether a document was lost, perhaps that of another thread: the index must be made anew. */
    boolean hasFailed() {
        return failed;
    }
}
