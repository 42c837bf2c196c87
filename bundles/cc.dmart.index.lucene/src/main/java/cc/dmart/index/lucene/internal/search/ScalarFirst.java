package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.model.Deadline;
import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.column.PathValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/**
 * The order by one path, ties by address, without the general machinery: each segment has its hits in order ({@link ScalarHits}),
 * of which as many are taken as the page needs; addresses are read only of hits whose value reaches into it. For one search of
 * one thread.
 */
final class ScalarFirst {
    private static final int SPARE = 8;

    private final String path;
    private final boolean descending;
    private final int wanted;
    private final ColumnCache columns;
    private final List<ScalarHits> segments = new ArrayList<>();
    private long count;

    /** @param wanted hits from the first on, at least 1 */
    ScalarFirst(String path, boolean descending, int wanted, ColumnCache columns) {
        this.path = path;
        this.descending = descending;
        this.wanted = wanted;
        this.columns = columns;
    }

    /** The number of all hits. */
    long count() {
        return count;
    }

    /** Finds the first hits of each segment. */
    void search(IndexSearcher searcher, Weight weight, HitCounts counts) throws IOException {
        int maxDoc = searcher.getIndexReader().maxDoc();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Deadline.check();
            HitCounts.Hits known = counts.hits(leaf);
            if (known == null || known.count() > 0) {
                PathValues values = new PathValues(leaf.reader(), columns, path);
                ScalarHits hits = new ScalarHits(leaf, weight, known, values, descending, wanted);
                // its share of the page if hits are spread evenly, and some
                count += hits.search((long) wanted * leaf.reader().maxDoc() / maxDoc + SPARE);
                segments.add(hits);
            }
        }
    }

    /** The addresses of the hits from an offset on, in order. */
    List<BytesRef> addresses(int offset) throws IOException {
        try {
            return merged(offset);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<BytesRef> merged(int offset) throws IOException {
        PriorityQueue<ScalarHits> next = new PriorityQueue<>(Math.max(1, segments.size()), ScalarHits::compareKeys);
        for (ScalarHits segment : segments) {
            if (segment.advance()) {
                next.add(segment);
            }
        }
        List<BytesRef> out = new ArrayList<>();
        List<ScalarHits> group = new ArrayList<>();
        int seen = 0;
        while (!next.isEmpty() && seen < wanted) {
            group.clear();
            ScalarHits first = next.remove();
            group.add(first);
            int size = first.groupSize();
            while (!next.isEmpty() && first.compareKeys(next.element()) == 0) {
                size += next.element().groupSize();
                group.add(next.remove());
            }
            if (seen + size > offset) {
                List<BytesRef> tied = new ArrayList<>(size);
                for (ScalarHits segment : group) {
                    segment.addresses(tied);
                }
                tied.sort(Comparator.naturalOrder());
                out.addAll(tied.subList(Math.max(0, offset - seen), Math.min(size, wanted - seen)));
            }
            seen += size;
            for (ScalarHits segment : group) {
                if (seen < wanted && segment.advance()) {
                    next.add(segment);
                }
            }
        }
        return out;
    }
}
