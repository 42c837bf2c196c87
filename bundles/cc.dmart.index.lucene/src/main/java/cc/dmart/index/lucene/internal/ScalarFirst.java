package cc.dmart.index.lucene.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The order by one path, ties by address, without the general machinery: within a segment a hit is a number of its scalar and
 * of its document, so that sorting is sorting numbers; keys are compared once per value and segment, and addresses read only of
 * hits whose value reaches into the page. Counts every hit. For one search of one thread.
 */
final class ScalarFirst implements Collector {
    /** Rank of a hit without a scalar, which is last in both directions. */
    private static final int MISSING = Integer.MAX_VALUE;

    private static final int ROOM = 4096;
    /** So many hits of one value may wait for their order by address. */
    private static final int MAX_TIES = 1 << 14;

    private final String path;
    private final int prefix;
    private final boolean descending;
    private final int wanted;
    private final ColumnCache columns;
    private final List<Segment> segments = new ArrayList<>();
    private long count;

    /** @param wanted hits from the first on, at least 1 */
    ScalarFirst(String path, boolean descending, int wanted, ColumnCache columns) {
        this.path = path;
        this.prefix = ScalarKeys.prefix(path).length;
        this.descending = descending;
        this.wanted = wanted;
        this.columns = columns;
    }

    long count() {
        return count;
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
        Segment segment = new Segment(leaf.reader());
        segments.add(segment);
        return segment;
    }

    /** The addresses of the hits from an offset on, in order. */
    List<BytesRef> addresses(int offset) throws IOException {
        PriorityQueue<Segment> next = new PriorityQueue<>(Math.max(1, segments.size()), this::compareKeys);
        for (Segment segment : segments) {
            if (segment.advance()) {
                next.add(segment);
            }
        }
        List<BytesRef> out = new ArrayList<>();
        int seen = 0;
        while (!next.isEmpty() && seen < wanted) {
            List<Segment> group = new ArrayList<>();
            group.add(next.remove());
            while (!next.isEmpty() && compareKeys(group.get(0), next.element()) == 0) {
                group.add(next.remove());
            }
            int size = group.stream().mapToInt(Segment::groupSize).sum();
            if (seen + size > offset) {
                List<BytesRef> tied = new ArrayList<>(size);
                for (Segment segment : group) {
                    segment.addresses(tied);
                }
                tied.sort(Comparator.naturalOrder());
                out.addAll(tied.subList(Math.max(0, offset - seen), Math.min(size, wanted - seen)));
            }
            seen += size;
            for (Segment segment : group) {
                if (segment.advance()) {
                    next.add(segment);
                }
            }
        }
        return out;
    }

    private int compareKeys(Segment a, Segment b) {
        BytesRef x = a.key;
        BytesRef y = b.key;
        if (x == null || y == null) {
            return Boolean.compare(x == null, y == null);
        }
        return descending ? y.compareTo(x) : x.compareTo(y);
    }

    private final class Segment implements LeafCollector {
        private final LeafReader reader;
        private final PathValues scalars;
        private final long last;
        private long[] hits = new long[ROOM];
        private int used;
        private int limit = MISSING;
        /** The group of equal keys that is looked at: hits from {@code from} up to {@code to}. */
        private @Nullable BytesRef key;

        private int from;
        private int to;

        Segment(LeafReader reader) throws IOException {
            this.reader = reader;
            this.scalars = new PathValues(reader, columns, path);
            this.last = scalars.span().length() - 1;
        }

        @Override
        public void setScorer(Scorable scorer) {
            // order does not depend on scores
        }

        @Override
        public void collect(int doc) throws IOException {
            count++;
            int rank = rank(doc);
            if (rank <= limit) {
                if (used == hits.length) {
                    shrink();
                }
                hits[used++] = ((long) rank << 32) | doc;
            }
        }

        private int rank(int doc) throws IOException {
            int n = scalars.load(doc);
            if (n == 0) {
                return MISSING;
            }
            return descending ? (int) (last - scalars.id(n - 1)) : scalars.id(0);
        }

        @Override
        public void finish() {
            scalars.end();
            Arrays.sort(hits, 0, used);
        }

        /** Makes room: leaves out what cannot be wanted any more. */
        private void shrink() throws IOException {
            if (used >= wanted) {
                Arrays.sort(hits, 0, used);
                limit = (int) (hits[wanted - 1] >>> 32);
                int end = wanted;
                while (end < used && (int) (hits[end] >>> 32) == limit) {
                    end++;
                }
                used = end - wanted > MAX_TIES ? bestTied(end) : end;
            }
            if (used > hits.length / 2) {
                hits = Arrays.copyOf(hits, hits.length * 2);
            }
        }

        /** Of too many hits of the last value that may be wanted, those that come first by address. */
        private int bestTied(int end) throws IOException {
            int start = wanted - 1;
            while (start > 0 && (int) (hits[start - 1] >>> 32) == limit) {
                start--;
            }
            record Tied(BytesRef address, long hit) {}
            Comparator<Tied> order = Comparator.comparing(Tied::address);
            PriorityQueue<Tied> best = new PriorityQueue<>(order.reversed());
            Addresses addresses = new Addresses(reader);
            for (int i = start; i < end; i++) {
                BytesRef address = addresses.of((int) hits[i]);
                if (best.size() < wanted - start
                        || address.compareTo(best.element().address()) < 0) {
                    best.add(new Tied(BytesRef.deepCopyOf(address), hits[i]));
                    if (best.size() > wanted - start) {
                        best.remove();
                    }
                }
            }
            int at = start;
            for (Tied tied : best) {
                hits[at++] = tied.hit();
            }
            return at;
        }

        /** Goes to the next group of equal keys; false at the end. */
        boolean advance() throws IOException {
            from = to;
            if (from >= used) {
                return false;
            }
            key = key((int) (hits[from] >>> 32));
            int rank = (int) (hits[from] >>> 32);
            while (to < used) {
                int other = (int) (hits[to] >>> 32);
                if (other != rank && !sameKey(other)) {
                    break;
                }
                rank = other;
                to++;
            }
            return true;
        }

        private boolean sameKey(int rank) throws IOException {
            BytesRef other = key(rank);
            return other != null && other.equals(key);
        }

        /** The part of a scalar that orders, with its path; null for none. */
        private @Nullable BytesRef key(int rank) throws IOException {
            if (rank == MISSING) {
                return null;
            }
            BytesRef whole = scalars.key(scalars.span().from() + (descending ? last - rank : rank));
            int length = ScalarKeys.orderEnd(whole, prefix) - whole.offset;
            return BytesRef.deepCopyOf(new BytesRef(whole.bytes, whole.offset, length));
        }

        int groupSize() {
            return to - from;
        }

        void addresses(List<BytesRef> out) throws IOException {
            Addresses addresses = new Addresses(reader);
            for (int i = from; i < to; i++) {
                out.add(BytesRef.deepCopyOf(addresses.of((int) hits[i])));
            }
        }
    }

    /** Addresses of documents in any order. */
    private static final class Addresses {
        private final LeafReader reader;
        private BinaryDocValues values;

        Addresses(LeafReader reader) throws IOException {
            this.reader = reader;
            this.values = DocValues.getBinary(reader, IndexTerms.ADDRESS);
        }

        /** Doc values only go forward: going back begins again. */
        BytesRef of(int doc) throws IOException {
            if (doc <= values.docID()) {
                values = DocValues.getBinary(reader, IndexTerms.ADDRESS);
            }
            if (!values.advanceExact(doc)) {
                throw new IllegalStateException("a document without address");
            }
            return values.binaryValue();
        }
    }
}
