package cc.dmart.index.lucene.internal.query;

import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** A filter whose answer is kept per segment, see {@link FilterCache}. Thread-safe. */
public final class SharedFilter extends Query {
    private final Query inner;

    public SharedFilter(Query inner) {
        this.inner = inner;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new LazyWeight(this, searcher, () -> inner);
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        return this;
    }

    @Override
    public String toString(String field) {
        return "shared(" + inner + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedFilter filter && filter.inner.equals(inner);
    }

    @Override
    public int hashCode() {
        return 31 * classHash() + inner.hashCode();
    }
}
