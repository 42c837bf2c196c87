package cc.dmart.index.lucene.internal.query;

import java.util.Arrays;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.RamUsageEstimator;

/**
 * Every document of a segment but a few: what most filters let through in most segments. Smaller than bits, and it tells
 * those few, so that hits can be counted by leaving them out ({@code HitCounts}). Immutable, thread-safe.
 */
public final class AllBut extends DocIdSet {
    private static final int SHARE = 6;
    /** So many steps cost less than a search. */
    private static final int NEAR = 16;

    private final int maxDoc;
    private final int[] few;

    /** @param few ascending */
    private AllBut(int maxDoc, int[] few) {
        this.maxDoc = maxDoc;
        this.few = few;
    }

    /** Whether so many are few. */
    public static boolean isFew(int left, int maxDoc) {
        return left <= maxDoc >> SHARE;
    }

    /** All that {@code bits} says, which is true for all but a few. */
    public static AllBut of(Bits bits, int left) {
        FixedBitSet none = FixedBitSet.copyOf(bits);
        none.flip(0, bits.length());
        int[] few = new int[left];
        for (int i = 0, doc = -1; i < left; i++) {
            doc = none.nextSetBit(doc + 1);
            few[i] = doc;
        }
        return new AllBut(bits.length(), few);
    }

    /** All documents. */
    static AllBut none(int maxDoc) {
        return new AllBut(maxDoc, new int[0]);
    }

    /** Those that are not in it, ascending; not to be changed. */
    public int[] few() {
        return few;
    }

    @Override
    public Docs iterator() {
        return new Docs();
    }

    @Override
    public long ramBytesUsed() {
        return RamUsageEstimator.NUM_BYTES_ARRAY_HEADER + (long) few.length * Integer.BYTES;
    }

    /** Walks through them. For one thread. */
    public final class Docs extends DocIdSetIterator {
        private int doc = -1;
        private int next;

        public int[] few() {
            return few;
        }

        @Override
        public int docID() {
            return doc;
        }

        @Override
        public int nextDoc() {
            return advance(doc + 1);
        }

        @Override
        public int advance(int target) {
            int found = target;
            if (next < few.length && few[Math.min(next + NEAR, few.length - 1)] < target) {
                int at = Arrays.binarySearch(few, next, few.length, target);
                next = at < 0 ? -at - 1 : at;
            }
            while (next < few.length && few[next] <= found) {
                found += few[next] == found ? 1 : 0;
                next++;
            }
            doc = found < maxDoc ? found : NO_MORE_DOCS;
            return doc;
        }

        @Override
        public long cost() {
            return (long) maxDoc - few.length;
        }
    }
}
