package cc.dmart.index.lucene.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The order of most searches, {@code updated_at} with ties by address, without the general machinery: a hit that is not among
 * the best so far costs one number and one comparison. Counts every hit. Hits are looked at in runs, each from its end: the
 * newest stand last in a segment, and the other way round each of them would be the best so far. For one search of one thread.
 */
final class NewestFirst implements Collector {
    /**
     * A hit among the best so far.
     *
     * @param rank smaller is better
     */
    private record Hit(long rank, BytesRef address) {}

    private static final Comparator<Hit> BEST_FIRST =
            Comparator.comparingLong(Hit::rank).thenComparing(Hit::address);

    private static final int RUN = 4096;

    private final int[] docs = new int[RUN];
    private final long[] ranks = new long[RUN];
    private final boolean descending;
    private final int wanted;
    private final PriorityQueue<Hit> best;
    private long count;
    /** Rank of the worst of the best; everything is better as long as there are too few. */
    private long worst = Long.MAX_VALUE;

    private @Nullable BytesRef worstAddress;

    /** @param wanted at least 1 */
    NewestFirst(boolean descending, int wanted) {
        this.descending = descending;
        this.wanted = wanted;
        this.best = new PriorityQueue<>(Math.min(wanted, 1000), BEST_FIRST.reversed());
    }

    long count() {
        return count;
    }

    /** The addresses of the best hits in order. */
    List<BytesRef> addresses() {
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(BEST_FIRST);
        return hits.stream().map(Hit::address).toList();
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
        return new Segment(leaf.reader());
    }

    private final class Segment implements LeafCollector {
        private final LeafReader reader;
        private final NumericDocValues times;
        private BinaryDocValues addresses;
        private int used;

        Segment(LeafReader reader) throws IOException {
            this.reader = reader;
            this.times = DocValues.getNumeric(reader, IndexTerms.UPDATED);
            this.addresses = DocValues.getBinary(reader, IndexTerms.ADDRESS);
        }

        @Override
        public void setScorer(Scorable scorer) {
            // order does not depend on scores
        }

        @Override
        public void collect(int doc) throws IOException {
            if (used == RUN) {
                finish();
            }
            docs[used] = doc;
            ranks[used++] = rank(doc);
        }

        @Override
        public void finish() throws IOException {
            count += used;
            for (int i = used - 1; i >= 0; i--) {
                if (ranks[i] <= worst) {
                    offer(ranks[i], docs[i]);
                }
            }
            used = 0;
        }

        /** Rows without a time are last in both directions. */
        private long rank(int doc) throws IOException {
            if (!times.advanceExact(doc)) {
                return Long.MAX_VALUE;
            }
            return descending ? -times.longValue() : times.longValue();
        }

        private void offer(long rank, int doc) throws IOException {
            BytesRef address = address(doc);
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

        /** Doc values only go forward: going back begins again. */
        private BytesRef address(int doc) throws IOException {
            if (doc <= addresses.docID()) {
                addresses = DocValues.getBinary(reader, IndexTerms.ADDRESS);
            }
            if (!addresses.advanceExact(doc)) {
                throw new IllegalStateException("a document without address");
            }
            return addresses.binaryValue();
        }
    }
}
