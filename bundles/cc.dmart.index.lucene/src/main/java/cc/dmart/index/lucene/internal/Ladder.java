package cc.dmart.index.lucene.internal;

import org.apache.lucene.util.packed.PackedInts;

/**
 * The documents of a segment that have a scalar at a path, in its order: where the first ones of a sorted search stand, without
 * looking at the others. Immutable, thread-safe.
 */
final class Ladder {
    private final PackedInts.Mutable docs;
    private final int steps;

    private Ladder(PackedInts.Mutable docs, int steps) {
        this.docs = docs;
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
        int steps = maxDoc - next[0];
        next[0] = 0;
        for (int place = 1; place <= scalars; place++) {
            next[place] += next[place - 1];
        }
        PackedInts.Mutable docs = PackedInts.getMutable(steps, PackedInts.bitsRequired(maxDoc), PackedInts.DEFAULT);
        for (int doc = 0; doc < maxDoc; doc++) {
            int place = column.place(doc);
            if (place >= 0) {
                docs.set(next[place]++, doc);
            }
        }
        return new Ladder(docs, steps);
    }

    /** The document at a step, the first one of the direction being at 0. */
    int doc(int step, boolean descending) {
        return (int) docs.get(descending ? steps - 1 - step : step);
    }

    /** The number of documents that have a scalar. */
    int steps() {
        return steps;
    }

    /** Bytes of memory. */
    long size() {
        return docs.ramBytesUsed();
    }
}
