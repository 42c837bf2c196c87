package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * All hits of a search in order, some at a time: each part is a search for what stands behind the last hit of the one before.
 * Parts grow, so that few hits cost little and many are not searched for too often. For one thread.
 */
final class HitPages {
    private static final int FIRST = 500;
    private static final int MOST = 1 << 15;
    private static final int GROWTH = 4;

    private final IndexSearcher searcher;
    private final IndexRequest request;
    private final Query query;
    private final Sort sort;
    private long skip;
    private long left;
    private int size = FIRST;
    private @Nullable FieldDoc last;

    /** Hits of a request on one view, which stays open until the last part. */
    HitPages(IndexSearcher searcher, IndexRequest request, Query query, Sort sort) {
        this.searcher = searcher;
        this.request = request;
        this.query = query;
        this.sort = sort;
        this.skip = request.offset();
        this.left = request.limit();
    }

    /** The next hits; none at the end. */
    List<Locator> next() throws IOException {
        List<Locator> out = new ArrayList<>();
        while (out.isEmpty() && left > 0) {
            int wanted = (int) Math.min(size, skip + left);
            ScoreDoc[] found = searcher.search(
                            query, new TopFieldCollectorManager(sort, wanted, last, Integer.MAX_VALUE))
                    .scoreDocs;
            Deadline.check(); // what was cut short is no answer
            for (ScoreDoc each : found) {
                take((FieldDoc) each, out);
            }
            if (found.length < wanted) {
                left = 0;
            }
            size = Math.min(MOST, size * GROWTH);
        }
        return out;
    }

    private void take(FieldDoc hit, List<Locator> out) {
        last = hit;
        if (skip > 0) {
            skip--;
            return;
        }
        left--;
        out.add(Searches.locator(request.space(), (BytesRef) hit.fields[hit.fields.length - 1]));
    }
}
