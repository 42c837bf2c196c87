package cc.dmart.index.lucene.internal;

import java.io.IOException;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCachingPolicy;

/**
 * Keeps, per segment, which documents pass the filters that searches share: access of a caller, folder, type, schema. A
 * segment never changes, so nothing goes stale; deletions are looked at apart. Thread-safe.
 */
final class FilterCache {
    private static final int MAX_FILTERS = 4096;
    /** Smaller segments answer as fast themselves. */
    private static final int MIN_SEGMENT = 512;

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
    FilterCache(long maxBytes) {
        cache = new Filters(maxBytes);
    }

    /** Where every document passes, which is so for most filters in most segments, no bits are kept nor looked at. */
    private static final class Filters extends LRUQueryCache {
        Filters(long maxBytes) {
            super(MAX_FILTERS, maxBytes, leaf -> leaf.reader().maxDoc() >= MIN_SEGMENT, Float.POSITIVE_INFINITY);
        }

        @Override
        protected CacheAndCount cacheImpl(BulkScorer scorer, int maxDoc) throws IOException {
            CacheAndCount made = super.cacheImpl(scorer, maxDoc);
            return made.count() == maxDoc ? new CacheAndCount(DocIdSet.all(maxDoc), maxDoc) : made;
        }
    }

    void use(IndexSearcher searcher) {
        searcher.setQueryCache(cache);
        searcher.setQueryCachingPolicy(POLICY);
    }
}
