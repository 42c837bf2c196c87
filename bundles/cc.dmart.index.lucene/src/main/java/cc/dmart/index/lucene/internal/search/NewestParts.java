package cc.dmart.index.lucene.internal.search;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Hits in the order of time: each search looks only where hits of its part stand ({@link NewestFirst}). Where hits are those of
 * terms, all parts together cost about as much as one look at everything. For one thread.
 */
final class NewestParts implements HitPages.Parts {
    private final IndexSearcher searcher;
    private final Weight weight;
    private final HitCounts counts;
    private final boolean descending;
    private final SegmentFacts facts;
    private NewestFirst.@Nullable Hit last;

    NewestParts(IndexSearcher searcher, Query query, boolean descending, SegmentFacts facts) throws IOException {
        this.searcher = searcher;
        this.weight = Searches.weight(searcher, query);
        this.counts = new HitCounts(searcher, query, facts);
        this.descending = descending;
        this.facts = facts;
    }

    @Override
    public List<BytesRef> next(int wanted) throws IOException {
        NewestFirst found = new NewestFirst(descending, wanted, facts, last);
        found.search(searcher, weight, counts, false);
        List<NewestFirst.Hit> hits = found.hits();
        if (!hits.isEmpty()) {
            last = hits.get(hits.size() - 1);
        }
        return hits.stream().map(NewestFirst.Hit::address).toList();
    }
}
