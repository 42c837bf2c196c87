package cc.dmart.index.lucene.internal.search;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * The earliest and the latest {@code updated_at} of each run of documents of a segment: where the newest stand, without
 * looking at the others. Immutable, thread-safe.
 */
final class TimeBlocks {
    /** Documents of a block, as a power of two. */
    static final int SHIFT = 10;

    /** Rank of a document without a time: last in both directions. */
    static final long LAST = Long.MAX_VALUE;

    private final Side newest;
    private final Side oldest;
    private final FixedBitSet untimed;

    /**
     * One direction.
     *
     * @param best  rank of the best document of each block, smaller is better
     * @param order blocks, the one with the best document first
     */
    private record Side(long[] best, int[] order) {
        static Side of(long[] best) {
            int[] order = IntStream.range(0, best.length)
                    .boxed()
                    .sorted((a, b) -> Long.compare(best[a], best[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Side(best, order);
        }
    }

    private TimeBlocks(long[] newest, long[] oldest, FixedBitSet untimed) {
        this.untimed = untimed;
        this.newest = Side.of(newest);
        this.oldest = Side.of(oldest);
    }

    /** Reads the whole segment once. */
    static TimeBlocks read(LeafReader reader) throws IOException {
        int blocks = ((reader.maxDoc() - 1) >> SHIFT) + 1;
        long[] newest = new long[blocks];
        long[] oldest = new long[blocks];
        Arrays.fill(newest, LAST);
        Arrays.fill(oldest, LAST);
        int[] timed = new int[blocks];
        NumericDocValues times = DocValues.getNumeric(reader, IndexTerms.UPDATED);
        for (int doc = times.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = times.nextDoc()) {
            long time = times.longValue();
            timed[doc >> SHIFT]++;
            newest[doc >> SHIFT] = Math.min(newest[doc >> SHIFT], rank(time, true));
            oldest[doc >> SHIFT] = Math.min(oldest[doc >> SHIFT], rank(time, false));
        }
        FixedBitSet untimed = new FixedBitSet(blocks);
        for (int block = 0; block < blocks; block++) {
            if (timed[block] < Math.min(1 << SHIFT, reader.maxDoc() - (block << SHIFT))) {
                untimed.set(block);
            }
        }
        return new TimeBlocks(newest, oldest, untimed);
    }

    /** Rank of a time in one direction; smaller is better. */
    static long rank(long time, boolean descending) {
        return descending ? -time : time;
    }

    int count() {
        return newest.best.length;
    }

    /** Rank of the best document of a block. */
    long best(int block, boolean descending) {
        return side(descending).best[block];
    }

    /** Rank of the last document of a block. */
    long last(int block, boolean descending) {
        return untimed.get(block) ? LAST : -side(!descending).best[block];
    }

    /** The block that stands at a place when the one with the best document is the first. */
    int at(int place, boolean descending) {
        return side(descending).order[place];
    }

    /** Rank of the best document. */
    long best(boolean descending) {
        return best(at(0, descending), descending);
    }

    private Side side(boolean descending) {
        return descending ? newest : oldest;
    }
}
