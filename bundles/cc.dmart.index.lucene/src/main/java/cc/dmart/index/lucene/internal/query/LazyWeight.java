package cc.dmart.index.lucene.internal.query;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** Makes the query behind a filter only when a segment is asked that no cache answers. For one search of one thread. */
final class LazyWeight extends ConstantScoreWeight {
    /** Makes the query. */
    interface Source {
        Query query() throws IOException;
    }

    private final IndexSearcher searcher;
    private final Source source;
    private @Nullable Weight made;

    LazyWeight(Query query, IndexSearcher searcher, Source source) {
        super(query, 1f);
        this.searcher = searcher;
        this.source = source;
    }

    private Weight weight() throws IOException {
        Weight weight = made;
        if (weight == null) {
            Query query = searcher.rewrite(source.query());
            weight = query.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, 1f);
            made = weight;
        }
        return weight;
    }

    @Override
    public @Nullable Scorer scorer(LeafReaderContext leaf) throws IOException {
        return weight().scorer(leaf);
    }

    @Override
    public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        return weight().scorerSupplier(leaf);
    }

    @Override
    public boolean isCacheable(LeafReaderContext leaf) {
        return true;
    }
}
