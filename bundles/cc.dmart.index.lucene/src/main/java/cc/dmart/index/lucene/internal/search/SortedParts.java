package cc.dmart.index.lucene.internal.search;

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

/** Hits in any order: each search looks at all hits for those behind the last one of the search before. For one thread. */
final class SortedParts implements HitPages.Parts {
    private final IndexSearcher searcher;
    private final Query query;
    private final Sort sort;
    private @Nullable FieldDoc last;

    /** @param sort ends with the address */
    SortedParts(IndexSearcher searcher, Query query, Sort sort) {
        this.searcher = searcher;
        this.query = query;
        this.sort = sort;
    }

    @Override
    public List<BytesRef> next(int wanted) throws IOException {
        ScoreDoc[] found =
                searcher.search(query, new TopFieldCollectorManager(sort, wanted, last, Integer.MAX_VALUE)).scoreDocs;
        List<BytesRef> out = new ArrayList<>(found.length);
        for (ScoreDoc each : found) {
            last = (FieldDoc) each;
            out.add((BytesRef) last.fields[last.fields.length - 1]);
        }
        return out;
    }
}
