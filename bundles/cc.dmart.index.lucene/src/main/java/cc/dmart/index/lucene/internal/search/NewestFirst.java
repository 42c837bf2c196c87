package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.model.Deadline;
import cc.dmart.index.lucene.internal.document.Addresses;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The order of most searches, {@code updated_at} with ties by address. Looks first where the best hits stand
 * ({@link TimeBlocks}); of the others it tells only how many they are, and without looking at them where that can be known
 * ({@link HitCounts}). For one search of one thread.
 */
final class NewestFirst {
    /**
     * A hit among the best so far.
     *
     * @param rank smaller is better
     */
    record Hit(long rank, BytesRef address) {}

    private static final Comparator<Hit> BEST_FIRST =
            Comparator.comparingLong(Hit::rank).thenComparing(Hit::address);

    private static final int BLOCK = 1 << TimeBlocks.SHIFT;
    /** How many times more blocks each time as long as there are too few hits. */
    private static final int GROWTH = 4;
    /** Blocks between two looks at the time. */
    private static final int STRETCH = 64;

    private final int[] docs = new int[BLOCK];
    private final long[] ranks = new long[BLOCK];
    private final SegmentFacts facts;
    private final boolean descending;
    private final int wanted;
    private final PriorityQueue<Hit> best;
    private final @Nullable Hit before;
    private long count;
    /** Rank of the worst of the best; everything is better as long as there are too few. */
    private long worst = Long.MAX_VALUE;

    private @Nullable BytesRef worstAddress;

    /**
     * The first hits of all.
     *
     * @param wanted at least 1
     */
    NewestFirst(boolean descending, int wanted, SegmentFacts facts) {
        this(descending, wanted, facts, null);
    }

    /**
     * The hits behind another one.
     *
     * @param wanted at least 1
     * @param before the hits that are wanted stand behind this one; null: the first ones are
     */
    NewestFirst(boolean descending, int wanted, SegmentFacts facts, @Nullable Hit before) {
        this.before = before;
        this.facts = facts;
        this.descending = descending;
        this.wanted = wanted;
        this.best = new PriorityQueue<>(Math.min(wanted, 1000), BEST_FIRST.reversed());
    }

    /** The number of all hits, if it was asked for. */
    long count() {
        return count;
    }

    /** The best hits in order. */
    List<Hit> hits() {
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(BEST_FIRST);
        return hits;
    }

    private boolean isPassed(long rank) {
        return before != null && rank < before.rank();
    }

    /**
     * Finds the best hits.
     *
     * @param weight finds hits of segments where they are not known
     * @param total  whether all hits are counted too
     */
    void search(IndexSearcher searcher, Weight weight, HitCounts counts, boolean total) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            segments.add(new Segment(leaf, facts.times(leaf.reader()), weight));
        }
        segments.sort(Comparator.comparingLong(Segment::best));
        for (Segment each : segments) {
            Deadline.check();
            each.search(counts, total);
        }
    }

    private final class Segment {
        private final LeafReaderContext leaf;
        private final @Nullable TimeBlocks blocks;
        private final Weight weight;
        private HitCounts.@Nullable Hits known;

        Segment(LeafReaderContext leaf, @Nullable TimeBlocks blocks, Weight weight) {
            this.leaf = leaf;
            this.blocks = blocks;
            this.weight = weight;
        }

        long best() {
            return blocks == null ? Long.MIN_VALUE : blocks.best(descending);
        }

        void search(HitCounts counts, boolean total) throws IOException {
            TimeBlocks times = blocks;
            if (!total && best() > worst) {
                return;
            }
            HitCounts.Hits hits = times == null ? null : counts.hits(leaf);
            known = hits;
            if (hits != null && hits.count() == 0) {
                return;
            }
            if (times == null) {
                count += all(new Visit(leaf, null, null));
                return;
            }
            FixedBitSet done = new FixedBitSet(times.count());
            if (total && hits == null) {
                if (counts.isCheap()) {
                    first(times, done, 1);
                }
                count += all(new Visit(leaf, times, done));
            } else {
                first(times, done, Integer.MAX_VALUE);
                count += hits == null ? 0 : hits.count();
            }
        }

        /** Looks at the blocks with the best documents until there are enough hits, then at all that can be better. */
        private void first(TimeBlocks times, FixedBitSet done, int rounds) throws IOException {
            int blocks = times.count();
            int place = 0;
            while (place < blocks && isPassed(times.last(times.at(place, descending), descending))) {
                place++;
            }
            boolean isBetter = place < blocks && times.best(times.at(place, descending), descending) <= worst;
            long take = isBetter ? enough(blocks) : 0;
            for (int round = 0; round < rounds && place < blocks; round++) {
                int end = place;
                while (end < blocks
                        && end - place < take
                        && times.best(times.at(end, descending), descending) <= worst) {
                    end++;
                }
                if (end == place) {
                    return;
                }
                look(times, done, place, end);
                place = end;
                take = best.size() < wanted ? take * GROWTH : blocks;
            }
        }

        /** So many blocks hold about twice as many hits as are wanted, if these are spread evenly. */
        private long enough(int blocks) throws IOException {
            ScorerSupplier scorer = known == null ? weight.scorerSupplier(leaf) : null;
            long hits = known != null ? known.count() : scorer == null ? 0 : scorer.cost();
            return hits == 0 ? blocks : Math.max(1, 2L * wanted * blocks / hits);
        }

        private void look(TimeBlocks times, FixedBitSet done, int from, int to) throws IOException {
            Range range = range();
            if (range == null) {
                return;
            }
            int[] some = new int[to - from];
            for (int i = from; i < to; i++) {
                some[i - from] = times.at(i, descending);
            }
            Arrays.sort(some);
            Visit visit = new Visit(leaf, null, null);
            for (int i = 0; i < some.length; i++) {
                if (i % STRETCH == 0) {
                    Deadline.check();
                }
                int block = some[i];
                if (times.best(block, descending) <= worst && !isPassed(times.last(block, descending))) {
                    int start = block << TimeBlocks.SHIFT;
                    range.show(visit, start, Math.min(start + BLOCK, end()));
                    visit.offerAll();
                }
                done.set(block);
            }
        }

        private int end() {
            return leaf.reader().maxDoc();
        }

        private @Nullable Range range() throws IOException {
            if (known != null) {
                DocIdSetIterator hits = known.iterator();
                return (visit, start, end) -> HitCounts.show(hits, start, end, visit);
            }
            BulkScorer scorer = weight.bulkScorer(leaf);
            Bits live = leaf.reader().getLiveDocs();
            return scorer == null ? null : (visit, start, end) -> scorer.score(visit, live, start, end);
        }

        private long all(Visit visit) throws IOException {
            if (known != null) {
                HitCounts.show(known.iterator(), 0, end(), visit);
            } else {
                Searches.score(weight, leaf, visit);
            }
            visit.offerAll();
            return visit.seen;
        }
    }

    /** Shows hits from one document up to another one; ascending from call to call. */
    private interface Range {
        void show(Visit visit, int start, int end) throws IOException;
    }

    /**
     * Counts hits, and offers those of some blocks. Each block is offered from its end: the newest stand last in a segment, and
     * the other way round each of them would be the best so far.
     */
    private final class Visit implements LeafCollector {
        private final @Nullable TimeBlocks blocks;
        private final @Nullable FixedBitSet done;
        private final NumericDocValues times;
        private final Addresses addresses;
        private long seen;
        private int used;
        private int blockEnd;
        private boolean isOffered;

        /**
         * @param blocks which blocks can hold something better; null: all of them
         * @param done   blocks whose hits were offered before
         */
        Visit(LeafReaderContext leaf, @Nullable TimeBlocks blocks, @Nullable FixedBitSet done) throws IOException {
            this.blocks = blocks;
            this.done = done;
            this.times = DocValues.getNumeric(leaf.reader(), IndexTerms.UPDATED);
            this.addresses = new Addresses(leaf.reader());
        }

        @Override
        public void setScorer(Scorable scorer) {
            // order does not depend on scores
        }

        @Override
        public void collect(int doc) throws IOException {
            seen++;
            if (doc >= blockEnd) {
                enter(doc >> TimeBlocks.SHIFT);
            }
            if (isOffered) {
                docs[used] = doc;
                ranks[used++] =
                        times.advanceExact(doc) ? TimeBlocks.rank(times.longValue(), descending) : TimeBlocks.LAST;
            }
        }

        private void enter(int block) throws IOException {
            offerAll();
            blockEnd = (block + 1) << TimeBlocks.SHIFT;
            isOffered = blocks == null || done == null || (!done.get(block) && blocks.best(block, descending) <= worst);
        }

        void offerAll() throws IOException {
            for (int i = used - 1; i >= 0; i--) {
                if (ranks[i] <= worst && !isPassed(ranks[i])) {
                    offer(ranks[i], docs[i]);
                }
            }
            used = 0;
        }

        private void offer(long rank, int doc) throws IOException {
            BytesRef address = addresses.of(doc);
            if (before != null && rank == before.rank() && address.compareTo(before.address()) <= 0) {
                return;
            }
            BytesRef last = worstAddress;
            if (last != null && rank == worst && address.compareTo(last) >= 0) {
                return;
            }
            if (best.size() == wanted) {
                best.remove();
            }
            best.add(new Hit(rank, BytesRef.deepCopyOf(address)));
            if (best.size() == wanted) {
                Hit bottom = best.element();
                worst = bottom.rank();
                worstAddress = bottom.address();
            }
        }
    }
}
