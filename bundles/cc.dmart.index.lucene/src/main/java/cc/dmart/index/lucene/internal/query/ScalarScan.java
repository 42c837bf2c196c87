package cc.dmart.index.lucene.internal.query;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.index.lucene.internal.column.SegmentPaths;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.ScalarKeys;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.LongBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Tests the scalars of each candidate one by one: for the few tests that terms cannot answer, such as "some value differs".
 * Each distinct value of a segment is decoded and tested once. Thread-safe.
 */
final class ScalarScan extends Query {
    private final String path;
    private final FieldTest test;
    private final Query candidates;

    ScalarScan(String path, FieldTest test, Query candidates) {
        this.path = path;
        this.test = test;
        this.candidates = candidates;
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        Query rewritten = candidates.rewrite(searcher);
        return rewritten.equals(candidates) ? this : new ScalarScan(path, test, rewritten);
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) throws IOException {
        Weight inner = candidates.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, boost);
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable Scorer scorer(LeafReaderContext leaf) throws IOException {
                Scorer all = inner.scorer(leaf);
                return all == null ? null : new ConstantScoreScorer(this, score(), mode, phases(leaf, all));
            }

            @Override
            public boolean isCacheable(LeafReaderContext leaf) {
                return true;
            }
        };
    }

    private TwoPhaseIterator phases(LeafReaderContext leaf, Scorer all) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), IndexTerms.SCALARS);
        boolean wild = IndexMatcher.isWild(path);
        SegmentPaths.Span span =
                wild ? SegmentPaths.below(values, IndexMatcher.below(path)) : SegmentPaths.at(values, path);
        LongBitSet known = new LongBitSet(span.length());
        LongBitSet passed = new LongBitSet(span.length());
        return new TwoPhaseIterator(all.iterator()) {
            @Override
            public boolean matches() throws IOException {
                if (!values.advanceExact(approximation.docID())) {
                    return false;
                }
                for (int i = values.docValueCount(); i > 0; i--) {
                    long ord = values.nextOrd();
                    if (ord >= span.from() && ord < span.to() && passes(ord - span.from())) {
                        return true;
                    }
                }
                return false;
            }

            private boolean passes(long at) throws IOException {
                if (!known.getAndSet(at)) {
                    Leaf scalar = ScalarKeys.decode(values.lookupOrd(span.from() + at));
                    boolean selected = !wild || (scalar.kind() != Leaf.Kind.BOOL && scalar.kind() != Leaf.Kind.DATE);
                    if (selected && IndexMatcher.passes(test, scalar)) {
                        passed.set(at);
                    }
                }
                return passed.get(at);
            }

            @Override
            public float matchCost() {
                return 100;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "scan(" + path + " " + test + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return sameClassAs(other)
                && other instanceof ScalarScan scan
                && scan.path.equals(path)
                && scan.test.equals(test)
                && scan.candidates.equals(candidates);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * classHash() + path.hashCode()) + test.hashCode();
    }
}
