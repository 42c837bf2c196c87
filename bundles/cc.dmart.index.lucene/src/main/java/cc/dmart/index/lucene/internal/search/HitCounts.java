package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.model.Deadline;
import cc.dmart.index.lucene.internal.query.AccessFilter;
import cc.dmart.index.lucene.internal.query.AllBut;
import cc.dmart.index.lucene.internal.query.FilterCache;
import cc.dmart.index.lucene.internal.query.SharedFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Knows the hits of a segment and their number without looking at each, where that is possible: a segment knows how many
 * documents have a term, so that only those few are looked at which a filter holds back or which are deleted. For one search of one thread.
 */
final class HitCounts {
    /** The hits must be looked at. */
    static final long UNKNOWN = -1;

    private final IndexSearcher searcher;
    private final SegmentFacts facts;
    private final List<Weight> filters = new ArrayList<>();
    private final Map<Integer, Optional<Hits>> known = new HashMap<>();
    private List<Term> terms = List.of();
    private final boolean isCheap;
    private boolean isKnown = true;

    HitCounts(IndexSearcher searcher, Query query, SegmentFacts facts) throws IOException {
        this.searcher = searcher;
        this.facts = facts;
        isCheap = isOfTerms(query);
        take(query);
    }

    private static boolean isOfTerms(Query query) {
        return query instanceof BooleanQuery many
                ? many.clauses().stream().allMatch(c -> isOfTerms(c.getQuery()))
                : query instanceof TermQuery || query instanceof SharedFilter || query instanceof AccessFilter;
    }

    private void take(Query query) throws IOException {
        List<Query> all = only(query, BooleanClause.Occur.FILTER);
        if (!all.isEmpty()) {
            for (Query each : all) {
                take(each);
            }
        } else if (query instanceof SharedFilter || query instanceof AccessFilter) {
            filters.add(searcher.createWeight(query, ScoreMode.COMPLETE_NO_SCORES, 1f));
        } else {
            List<Query> any = only(query, BooleanClause.Occur.SHOULD);
            terms(any.isEmpty() ? List.of(query) : any);
        }
    }

    private void terms(List<Query> any) {
        isKnown &= terms.isEmpty() && any.stream().allMatch(TermQuery.class::isInstance);
        if (isKnown) {
            terms = any.stream().map(q -> ((TermQuery) q).getTerm()).toList();
        }
    }

    /** The clauses if all of them are of one kind, else none. */
    private static List<Query> only(Query query, BooleanClause.Occur occur) {
        if (query instanceof BooleanQuery many && many.clauses().stream().allMatch(c -> c.getOccur() == occur)) {
            return many.clauses().stream().map(BooleanClause::getQuery).toList();
        }
        return List.of();
    }

    /** Whether it costs little to begin with the hits once more: those of few terms, not those for which many are looked up. */
    boolean isCheap() {
        return isCheap;
    }

    /** The number of hits, or {@link #UNKNOWN}. */
    long count(LeafReaderContext leaf) throws IOException {
        Hits known = hits(leaf);
        return known == null ? UNKNOWN : known.count();
    }

    /** The hits, null if they must be looked at. */
    @Nullable
    Hits hits(LeafReaderContext leaf) throws IOException {
        // what a filter says of a small segment is not kept: it would be worked out twice
        if (!isKnown || (!filters.isEmpty() && leaf.reader().maxDoc() < FilterCache.MIN_SEGMENT)) {
            return null;
        }
        Optional<Hits> before = known.get(leaf.ord);
        if (before == null) {
            before = Optional.ofNullable(look(leaf));
            known.put(leaf.ord, before);
        }
        return before.orElse(null);
    }

    private @Nullable Hits look(LeafReaderContext leaf) throws IOException {
        LeafReader reader = leaf.reader();
        TermsEnum term = null;
        int most = reader.maxDoc();
        if (!terms.isEmpty()) {
            List<TermsEnum> found = found(reader);
            if (found.size() != 1) {
                return found.isEmpty() ? new Hits(reader.maxDoc(), 0, null, new int[0]) : null;
            }
            term = found.get(0);
            most = term.docFreq();
            term = most == reader.maxDoc() ? null : term;
        }
        int[] left = left(leaf, most); // a look at one of them costs no more than one at a hit, which is one per clause
        if (left == null) {
            return null;
        }
        return new Hits(reader.maxDoc(), most - (term == null ? left.length : having(term, left)), term, left);
    }

    /** Shows a collector the hits from one document up to another one, no longer than the request may take. */
    static void show(DocIdSetIterator hits, int start, int end, LeafCollector out) throws IOException {
        int doc = hits.docID() < start ? hits.advance(start) : hits.docID();
        for (int seen = 1; doc < end; seen++) {
            out.collect(doc);
            doc = hits.nextDoc();
            if (seen % Searches.STRETCH == 0) {
                Deadline.check();
            }
        }
    }

    /**
     * The documents of a segment that have a term, but for some.
     *
     * @param term stands at the term; null: all documents
     * @param left those that are left out, ascending
     */
    record Hits(int maxDoc, long count, @Nullable TermsEnum term, int[] left) {
        /** Whether a document is one of them, if that can be told of each by itself; only where no term is asked for. */
        boolean has(int doc) {
            return count > 0 && (left.length == 0 || Arrays.binarySearch(left, doc) < 0);
        }

        /** Walks through them. */
        DocIdSetIterator iterator() throws IOException {
            if (count == 0) {
                return DocIdSetIterator.empty();
            }
            DocIdSetIterator all = term == null ? DocIdSetIterator.all(maxDoc) : term.postings(null, PostingsEnum.NONE);
            return left.length == 0 ? all : new Rest(all, left);
        }
    }

    /** Documents but for some. For one thread. */
    private static final class Rest extends DocIdSetIterator {
        private final DocIdSetIterator all;
        private final int[] left;
        private int next;

        Rest(DocIdSetIterator all, int[] left) {
            this.all = all;
            this.left = left;
        }

        private int stay(int doc) throws IOException {
            int found = doc;
            while (next < left.length && left[next] <= found) {
                found = left[next] == found ? all.nextDoc() : found;
                next++;
            }
            return found;
        }

        @Override
        public int docID() {
            return all.docID();
        }

        @Override
        public int nextDoc() throws IOException {
            return stay(all.nextDoc());
        }

        @Override
        public int advance(int target) throws IOException {
            return stay(all.advance(target));
        }

        @Override
        public long cost() {
            return all.cost();
        }
    }

    private List<TermsEnum> found(LeafReader reader) throws IOException {
        List<TermsEnum> out = new ArrayList<>(1);
        for (Term each : terms) {
            Terms all = reader.terms(each.field());
            if (all != null) {
                TermsEnum term = all.iterator();
                if (term.seekExact(each.bytes())) {
                    out.add(term);
                }
            }
        }
        return out;
    }

    /** The documents that are deleted or held back by a filter; null if they are unknown or too many. */
    private int @Nullable [] left(LeafReaderContext leaf, int most) throws IOException {
        int[] left = new int[0];
        for (int i = 0; i < filters.size() && left != null; i++) {
            Scorer scorer = filters.get(i).scorer(leaf);
            left = scorer != null && scorer.iterator() instanceof AllBut.Docs docs ? union(left, docs.few()) : null;
        }
        // last, as they are worked out anew for each view
        int[] deleted = left == null || leaf.reader().numDeletedDocs() > most ? null : facts.deletions(leaf.reader());
        left = left == null || deleted == null ? null : union(left, deleted);
        return left != null && left.length <= most ? left : null;
    }

    private static int[] union(int[] a, int[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] out = new int[a.length + b.length];
        int used = 0;
        for (int i = 0, j = 0; i < a.length || j < b.length; ) {
            int next = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
            i += i < a.length && a[i] == next ? 1 : 0;
            j += j < b.length && b[j] == next ? 1 : 0;
            out[used++] = next;
        }
        return used == out.length ? out : Arrays.copyOf(out, used);
    }

    private static int having(TermsEnum term, int[] docs) throws IOException {
        if (docs.length == 0) {
            return 0;
        }
        PostingsEnum having = term.postings(null, PostingsEnum.NONE);
        int out = 0;
        for (int doc : docs) {
            if (having.docID() < doc) {
                having.advance(doc);
            }
            out += having.docID() == doc ? 1 : 0;
        }
        return out;
    }
}
