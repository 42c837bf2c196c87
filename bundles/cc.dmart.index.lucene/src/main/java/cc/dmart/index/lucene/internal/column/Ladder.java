package cc.dmart.index.lucene.internal.column;

import org.apache.lucene.util.packed.PackedInts;

/**
 * Documents of a segment in the order of their scalar at a path, some from either end: where the first ones of a sorted search
 * stand, without looking at the others. Behind those it is better to look at all hits. Immutable, thread-safe.
 */
public final class Ladder {
    /** Looking at one document by itself costs about as much as at so many hits in a row. */
    public static final int COST = 16;

    private final PackedInts.Mutable least;
    private final PackedInts.Mutable greatest;
    private final int steps;

    private Ladder(int maxDoc, int steps) {
        int kept = Math.min(steps, maxDoc / COST + 1);
        int bits = PackedInts.bitsRequired(maxDoc);
        this.least = PackedInts.getMutable(kept, bits, PackedInts.DEFAULT);
        this.greatest = PackedInts.getMutable(kept, bits, PackedInts.DEFAULT);
        this.steps = steps;
    }

    /**
     * Sorts the documents of a column, none of which has several scalars.
     *
     * @param maxDoc  documents of the segment
     * @param scalars different scalars of the column
     */
    static Ladder of(Column column, int maxDoc, int scalars) {
        int[] next = new int[scalars + 1];
        for (int doc = 0; doc < maxDoc; doc++) {
            next[column.place(doc) + 1]++; // those without a scalar are counted at the first place
        }
        Ladder out = new Ladder(maxDoc, maxDoc - next[0]);
        next[0] = 0;
        for (int place = 1; place <= scalars; place++) {
            next[place] += next[place - 1];
        }
        for (int doc = 0; doc < maxDoc; doc++) {
            int place = column.place(doc);
            if (place >= 0) {
                out.set(next[place]++, doc);
            }
        }
        return out;
    }

    private void set(int step, int doc) {
        if (step < reach()) {
            least.set(step, doc);
        }
        if (steps - 1 - step < reach()) {
            greatest.set(steps - 1 - step, doc);
        }
    }

    /** The document at a step below {@link #reach}, the first one of the direction being at 0. */
    public int doc(int step, boolean descending) {
        return (int) (descending ? greatest : least).get(step);
    }

    /** The number of documents that are known from either end. */
    public int reach() {
        return least.size();
    }

    /** The number of documents that have a scalar. */
    public int steps() {
        return steps;
    }

    /** Bytes of memory. */
    long size() {
        return least.ramBytesUsed() + greatest.ramBytesUsed();
    }
}
