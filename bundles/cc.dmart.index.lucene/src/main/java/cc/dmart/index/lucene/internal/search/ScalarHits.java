package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.Deadline;
import cc.dmart.index.lucene.internal.column.Ladder;
import cc.dmart.index.lucene.internal.column.PathValues;
import cc.dmart.index.lucene.internal.document.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The hits of one segment in the order of one path, group after group of equal keys. A hit is its rank, the number of its scalar in
 * the direction of the order, and its document in one number, so that sorting is sorting numbers. Where hits are dense they are
 * looked for along the {@link Ladder}, some at a time and as many as are asked for; else all hits are looked at once. For one
 * search of one thread.
 */
final class ScalarHits implements LeafCollector {
    /** Rank of a hit without a scalar, which is last in both directions. */
    private static final int MISSING = Integer.MAX_VALUE;

    private static final int MIN_ROOM = 128;
    private static final int MAX_ROOM = 4096;
    /** So many hits of one value may wait for their order by address. */
    private static final int MAX_TIES = 1 << 14;

    private final LeafReaderContext leaf;
    private final Weight weight;
    private final HitCounts.@Nullable Hits known;
    private final PathValues scalars;
    private final boolean descending;
    private final int wanted;
    private final long last;
    /** Rank in the high, document in the low half; ascending by rank up to {@link #used} unless hits are being collected. */
    private long[] hits = {};

    private int used;
    /** Rank up to which hits can still be wanted. */
    private int limit = MISSING;

    private long count;

    /** Where hits are looked for; null if all were looked at. */
    private @Nullable Ladder ladder;

    /** Steps of the ladder that were looked at. */
    private int step;
    /** Steps up to which to look next. */
    private int next;
    /** Whether there are too many documents of one value behind. */
    private boolean isFar;
    /** Steps behind which it is better to look at all hits. */
    private long enough;

    /** The group of equal keys that is looked at: hits from {@code from} up to {@code to}. */
    private int from;

    private int to;
    private int rank;
    private double number;
    private @Nullable BytesRef key;
    /** The key of the group behind, if it had to be looked at. */
    private @Nullable BytesRef ahead;

    /**
     * No hits yet.
     *
     * @param known  the hits, if they need not be looked at; else the weight finds them
     * @param wanted so many hits at most are asked for
     */
    ScalarHits(
            LeafReaderContext leaf,
            Weight weight,
            HitCounts.@Nullable Hits known,
            PathValues scalars,
            boolean descending,
            int wanted) {
        this.leaf = leaf;
        this.weight = weight;
        this.known = known;
        this.scalars = scalars;
        this.descending = descending;
        this.wanted = wanted;
        this.last = scalars.span().length() - 1;
    }

    /**
     * Looks at all hits, or for as many as are asked for when they are, if that is better. Returns how many hits there are.
     *
     * @param share how many will be asked for if they are spread evenly
     */
    long search(long share) throws IOException {
        HitCounts.Hits there = known;
        if (there == null || !climbs(there.count(), share)) {
            all();
        }
        return there == null ? count : there.count();
    }

    private boolean climbs(long all, long share) throws IOException {
        long first = share * leaf.reader().maxDoc() / all;
        enough = all / Ladder.COST;
        Ladder there = first > enough ? null : scalars.ladder();
        if (there == null || there.steps() == 0) {
            return false;
        }
        // a group is always asked for as a whole
        next = behind(there, (int) Math.min(first, there.reach() - 1));
        boolean climbs = next <= enough && next - first <= MAX_TIES;
        ladder = climbs ? there : null;
        return climbs;
    }

    private void all() throws IOException {
        ladder = null;
        hits = new long[Math.min(MAX_ROOM, Math.max(MIN_ROOM, 2 * wanted))];
        used = 0;
        count = 0;
        limit = MISSING;
        if (known == null) {
            Searches.score(weight, leaf, this);
        } else {
            HitCounts.show(known.iterator(), 0, leaf.reader().maxDoc(), this);
        }
        scalars.end();
        Arrays.sort(hits, 0, used);
    }

    /** The first step behind the documents that have the scalar of the one at a step; the reach of the ladder at most. */
    private int behind(Ladder there, int at) throws IOException {
        int same = rank(there.doc(at, descending));
        int low = at + 1;
        int high = there.reach();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rank(there.doc(middle, descending)) == same) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Looks for more hits behind those that are there. Returns whether there are any. */
    private boolean more() throws IOException {
        int before = used;
        while (used == before) {
            Ladder there = ladder;
            if (there == null) {
                return false;
            }
            if (next > enough || isFar || step == there.steps()) { // those without a scalar stand on no ladder
                all();
                // the same hits stand before this group, fewer than are wanted; of the group some may be left out
                // behind those
                to = Math.min(to, used);
                return to < used;
            }
            look(there);
            int far = Math.min(2 * step, there.reach());
            next = step == there.steps() ? step : behind(there, far - 1);
            isFar = next - far > MAX_TIES;
        }
        return true;
    }

    private void look(Ladder there) throws IOException {
        HitCounts.Hits all = known;
        if (all == null) {
            return;
        }
        Deadline.check();
        int end = next;
        hits = Arrays.copyOf(hits, used + end - step);
        if (all.term() == null) {
            for (; step < end; step++) {
                int doc = there.doc(step, descending);
                if (all.has(doc)) {
                    hits[used++] = hit(rank(doc), doc);
                }
            }
        } else {
            lookInOrder(there, all.iterator(), end);
        }
    }

    /** The postings of a term go forward. */
    private void lookInOrder(Ladder there, DocIdSetIterator found, int end) throws IOException {
        int[] docs = new int[end - step];
        for (int i = 0; i < docs.length; i++) {
            docs[i] = there.doc(step + i, descending);
        }
        step = end;
        Arrays.sort(docs);
        int start = used;
        for (int doc : docs) {
            int at = found.docID() < doc ? found.advance(doc) : found.docID();
            if (at == doc) {
                hits[used++] = hit(rank(doc), doc);
            }
        }
        Arrays.sort(hits, start, used);
    }

    private static long hit(int rank, int doc) {
        return ((long) rank << 32) | doc;
    }

    @Override
    public void setScorer(Scorable scorer) {
        // order does not depend on scores
    }

    @Override
    public void collect(int doc) throws IOException {
        count++;
        int found = rank(doc);
        if (found <= limit) {
            if (used == hits.length) {
                shrink();
            }
            hits[used++] = hit(found, doc);
        }
    }

    private int rank(int doc) throws IOException {
        int n = scalars.load(doc);
        if (n == 0) {
            return MISSING;
        }
        return descending ? (int) (last - scalars.id(n - 1)) : scalars.id(0);
    }

    /** Makes room: leaves out what cannot be wanted any more. */
    private void shrink() throws IOException {
        if (used >= wanted) {
            Arrays.sort(hits, 0, used);
            limit = edge(rankAt(wanted - 1), 1);
            int end = wanted;
            while (end < used && rankAt(end) <= limit) {
                end++;
            }
            used = end - wanted > MAX_TIES ? bestTied(end) : end;
        }
        if (used > hits.length / 2) {
            hits = Arrays.copyOf(hits, hits.length * 2);
        }
    }

    /** The farthest rank in one direction whose scalar has the same key, as the same number in another spelling. */
    private int edge(int start, int direction) throws IOException {
        if (start == MISSING) {
            return start;
        }
        int at = start;
        for (int to = at + direction; to >= 0 && to <= last && isSame(at, to); to += direction) {
            at = to;
        }
        return at;
    }

    private boolean isSame(int a, int b) throws IOException {
        double x = number(a);
        double y = number(b);
        return isTold(x, y) ? Double.compare(x, y) == 0 : key(a).equals(key(b));
    }

    /** Of too many hits of the last key that may be wanted, those that come first by address. */
    private int bestTied(int end) throws IOException {
        int first = edge(limit, -1);
        int start = wanted - 1;
        while (start > 0 && rankAt(start - 1) >= first) {
            start--;
        }
        record Tied(BytesRef address, long hit) {}
        Comparator<Tied> order = Comparator.comparing(Tied::address);
        PriorityQueue<Tied> best = new PriorityQueue<>(order.reversed());
        Addresses addresses = new Addresses(leaf.reader());
        for (int i = start; i < end; i++) {
            BytesRef address = addresses.of((int) hits[i]);
            if (best.size() < wanted - start || address.compareTo(best.element().address()) < 0) {
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

    private int rankAt(int hit) {
        return (int) (hits[hit] >>> 32);
    }

    /** Goes to the next group of equal keys; false at the end. */
    boolean advance() throws IOException {
        if (to == used && !more()) {
            return false;
        }
        from = to;
        rank = rankAt(from);
        number = number(rank);
        key = ahead;
        ahead = null;
        int same = rank;
        for (to = from + 1; to < used || more(); to++) {
            int other = rankAt(to);
            if (other != same && !isSameKey(other)) {
                break;
            }
            same = other;
        }
        return true;
    }

    private boolean isSameKey(int other) throws IOException {
        if (rank == MISSING || other == MISSING) {
            return false;
        }
        double there = number(other);
        if (isTold(number, there)) {
            return Double.compare(number, there) == 0;
        }
        BytesRef mine = key();
        BytesRef behind = key(other);
        if (mine.equals(behind)) {
            return true;
        }
        ahead = behind;
        return false;
    }

    /** Whether the doubles of two numbers tell their order; of wide ones, and of what is no number, the keys do. */
    private static boolean isTold(double a, double b) {
        return a < b || a > b || (a == b && !LeafOrder.isWide(a));
    }

    /** Compares the groups of two segments. @throws UncheckedIOException if the index cannot be read */
    int compareKeys(ScalarHits other) {
        if (rank == MISSING || other.rank == MISSING) {
            return Boolean.compare(rank == MISSING, other.rank == MISSING);
        }
        int order = isTold(number, other.number) ? Double.compare(number, other.number) : compareBytes(other);
        return descending ? -order : order;
    }

    private int compareBytes(ScalarHits other) {
        try {
            return key().compareTo(other.key());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double number(int of) throws IOException {
        return of == MISSING ? Double.NaN : scalars.order(ord(of));
    }

    private long ord(int of) {
        return scalars.span().from() + (descending ? last - of : of);
    }

    private BytesRef key() throws IOException {
        BytesRef known = key == null ? key(rank) : key;
        key = known;
        return known;
    }

    /** The part of a scalar that orders, with its path. */
    private BytesRef key(int of) throws IOException {
        return BytesRef.deepCopyOf(scalars.orderKey(ord(of)));
    }

    int groupSize() {
        return to - from;
    }

    /** Adds the addresses of the group, in no order. */
    void addresses(List<BytesRef> out) throws IOException {
        Deadline.check();
        Arrays.sort(hits, from, to); // going back among addresses costs
        Addresses addresses = new Addresses(leaf.reader());
        for (int i = from; i < to; i++) {
            out.add(BytesRef.deepCopyOf(addresses.of((int) hits[i])));
        }
    }
}
