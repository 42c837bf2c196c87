package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/**
 * All hits of a search in order, some at a time. Parts grow, so that few hits cost little and many are not searched for too
 * often. For one thread.
 */
public final class HitPages {
    private static final int FIRST = 500;
    private static final int MOST = 1 << 15;
    private static final int GROWTH = 4;

    /** Searches for some hits after the other. */
    interface Parts {
        /** The addresses of the next hits in order; fewer than wanted at the end. */
        List<BytesRef> next(int wanted) throws IOException;
    }

    private final IndexRequest request;
    private final Parts parts;
    private long skip;
    private long left;
    private int size = FIRST;

    /** Hits of a request on one view, which stays open until the last part. */
    HitPages(IndexRequest request, Parts parts) {
        this.request = request;
        this.parts = parts;
        this.skip = request.offset();
        this.left = request.limit();
    }

    /** The next hits; none at the end. */
    public List<Locator> next() throws IOException {
        List<Locator> out = new ArrayList<>();
        while (out.isEmpty() && left > 0) {
            int wanted = (int) Math.min(size, skip + left);
            List<BytesRef> found = parts.next(wanted);
            Deadline.check(); // what was cut short is no answer
            found.forEach(address -> take(address, out));
            if (found.size() < wanted) {
                left = 0;
            }
            size = Math.min(MOST, size * GROWTH);
        }
        return out;
    }

    private void take(BytesRef address, List<Locator> out) {
        if (skip > 0) {
            skip--;
            return;
        }
        left--;
        out.add(Searches.locator(request.space(), address));
    }
}
