package cc.dmart.index.lucene.internal.query;

import java.io.IOException;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.util.BitSet;

/**
 * Keeps, per segment, which documents pass the filters that searches share: access of a caller, folder, type, schema. A
 * segment never changes, so nothing goes stale; deletions are looked at apart. Thread-safe.
 */
public final class FilterCache {
    private static final int MAX_FILTERS = 4096;
    /** Smaller segments answer as fast themselves. */
    public static final int MIN_SEGMENT = 512;

    private static final QueryCachingPolicy POLICY = new QueryCachingPolicy() {
        @Override
        public void onUse(Query query) {
            // nothing is learned
        }

        @Override
        public boolean shouldCache(Query query) {
            return query instanceof AccessFilter || query instanceof SharedFilter;
        }
    };

    private final LRUQueryCache cache;

    /** @param maxBytes memory for all filters */
    public FilterCache(long maxBytes) {
        cache = new Filters(maxBytes);
    }

    /** Where all documents pass but a few, which is so for most filters in most segments, no bits are kept nor looked at. */
    private static final class Filters extends LRUQueryCache {
        Filters(long maxBytes) {
            super(MAX_FILTERS, maxBytes, leaf -> leaf.reader().maxDoc() >= MIN_SEGMENT, Float.POSITIVE_INFINITY);
        }

        @Override
        protected CacheAndCount cacheImpl(BulkScorer scorer, int maxDoc) throws IOException {
            CacheAndCount made = super.cacheImpl(scorer, maxDoc);
            if (made.count() == maxDoc) {
                return new CacheAndCount(AllBut.none(maxDoc), maxDoc);
            }
            if (!AllBut.isFew(maxDoc - made.count(), maxDoc)) {
                return made;
            }
            BitSet bits = BitSet.of(made.iterator(), maxDoc);
            return new CacheAndCount(AllBut.of(bits, maxDoc - made.count()), made.count());
        }
    }

    public void use(IndexSearcher searcher) {
        searcher.setQueryCache(cache);
        searcher.setQueryCachingPolicy(POLICY);
    }
}
