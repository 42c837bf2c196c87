package cc.dmart.index.lucene.internal.search;

import cc.dmart.index.lucene.internal.query.AllBut;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * What is known of large segments as long as they are open: some bytes for a thousand documents. A segment never changes, and
 * each view of its deletions is another one. Thread-safe.
 */
final class SegmentFacts {
    private static final int MIN_SEGMENT = 1024;

    private final Map<IndexReader.CacheKey, TimeBlocks> times = new ConcurrentHashMap<>();
    private final Map<IndexReader.CacheKey, int[]> deletions = new ConcurrentHashMap<>();

    /** The times of a segment; null for small ones, where looking at all is as good. */
    @Nullable
    TimeBlocks times(LeafReader reader) throws IOException {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        if (helper == null || reader.maxDoc() < MIN_SEGMENT) {
            return null;
        }
        TimeBlocks known = times.get(helper.getKey());
        if (known == null) {
            known = TimeBlocks.read(reader);
            if (times.putIfAbsent(helper.getKey(), known) == null) {
                helper.addClosedListener(times::remove);
            }
        }
        return known;
    }

    /** The deleted documents of a view, ascending and not to be changed; null if they are not few. */
    int @Nullable [] deletions(LeafReader reader) {
        IndexReader.CacheHelper helper = reader.getReaderCacheHelper();
        Bits live = reader.getLiveDocs();
        if (live == null) {
            return new int[0];
        }
        if (helper == null || !AllBut.isFew(reader.numDeletedDocs(), reader.maxDoc())) {
            return null;
        }
        int[] known = deletions.get(helper.getKey());
        if (known == null) { // of several that ask at once, one looks
            known = deletions.computeIfAbsent(helper.getKey(), key -> {
                helper.addClosedListener(deletions::remove);
                return AllBut.of(live, reader.numDeletedDocs()).few();
            });
        }
        return known;
    }
}
