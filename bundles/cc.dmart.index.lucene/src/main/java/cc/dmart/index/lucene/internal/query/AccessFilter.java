package cc.dmart.index.lucene.internal.query;

import cc.dmart.api.index.IndexQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see, known by the identity of the tree: it is large, and the same object for all searches of a caller.
 * Compiled only for segments whose answer is not known yet. Thread-safe.
 */
public final class AccessFilter extends Query {
    private final String scope;
    private final IndexQuery tree;

    public AccessFilter(String scope, IndexQuery tree) {
        this.scope = scope;
        this.tree = tree;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
        return new LazyWeight(this, searcher, () -> new QueryCompiler(scope, searcher.getIndexReader()).compile(tree));
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "access";
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the identity is the key
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessFilter filter && filter.tree == tree && filter.scope.equals(scope);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(tree) + scope.hashCode();
    }
}
