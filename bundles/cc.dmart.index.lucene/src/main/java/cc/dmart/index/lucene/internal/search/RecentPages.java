package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Deadline;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.index.IndexReader;
import org.jspecify.annotations.Nullable;

/**
 * Pages that were found before in the same state of the index, as many clients ask for the same first page again and again
 * while nothing changes. A page is kept when it is asked for a second time, with what the caller may see as part of the
 * question; a new state of the index makes it worthless. Few short questions with short answers are kept, one for each place.
 * Thread-safe; racing threads lose a page at most.
 */
final class RecentPages {
    static final int PLACES = 512;
    static final int MOST_ROWS = 100;
    /** Length of a question, written out: what is kept must not hold a large request. */
    static final int MOST_CHARACTERS = 4096;

    private final AtomicIntegerArray asked = new AtomicIntegerArray(PLACES);
    private final AtomicReferenceArray<@Nullable Kept> kept = new AtomicReferenceArray<>(PLACES);

    /**
     * A page that was found.
     *
     * @param state the state of the index it was found in
     */
    private record Kept(Object state, IndexRequest request, IndexPage page) {}

    /** Finds a page. */
    interface Search {
        IndexPage page() throws IOException;
    }

    /** The page of a request in the state of the index that a reader shows. */
    IndexPage page(IndexReader reader, IndexRequest request, Search search) throws IOException {
        IndexReader.CacheHelper helper = reader.getReaderCacheHelper();
        if (helper == null || request.limit() > MOST_ROWS) {
            return search.page();
        }
        Object state = helper.getKey();
        int hash = hash(request);
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        Kept before = kept.get(place);
        if (before != null && before.state() == state && before.request().equals(request)) {
            return before.page();
        }
        IndexPage page = search.page();
        if (asked.getAndSet(place, hash) == hash && request.query().toString().length() <= MOST_CHARACTERS) {
            Deadline.check(); // what was cut short is no answer
            kept.set(place, new Kept(state, request, page));
        }
        return page;
    }

    /** What a caller may see is one object for a caller, and may be large. */
    private static int hash(IndexRequest request) {
        int out = request.space().hashCode();
        out = 31 * out + request.kind().hashCode();
        out = 31 * out + request.query().hashCode();
        out = 31 * out + (request.access() instanceof IndexQuery.All ? 0 : System.identityHashCode(request.access()));
        out = 31 * out + request.sort().hashCode();
        out = 31 * out + request.offset();
        out = 31 * out + request.limit();
        return 31 * out + Boolean.hashCode(request.total());
    }
}
