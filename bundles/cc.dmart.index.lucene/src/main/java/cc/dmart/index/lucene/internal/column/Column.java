package cc.dmart.index.lucene.internal.column;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.ScalarKeys;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.RamUsageEstimator;
import org.apache.lucene.util.packed.PackedInts;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of one path in one segment, laid out by document: what a search that looks at many documents reads instead of
 * all scalars of each. Immutable but for the numbers and the ladder, which are made when first wanted. Thread-safe.
 */
final class Column {
    /** No scalar. */
    static final int NONE = -1;
    /** Several scalars, which are looked up in the segment. */
    static final int SEVERAL = -2;

    private static final int SHIFT = 2;

    private final String path;
    private final SegmentPaths.Span span;
    private final PackedInts.Mutable places;
    private final boolean isSingle;
    private volatile @Nullable Numbers numbers;
    private volatile @Nullable Ladder ladder;

    private Column(String path, SegmentPaths.Span span, PackedInts.Mutable places, boolean isSingle) {
        this.path = path;
        this.span = span;
        this.places = places;
        this.isSingle = isSingle;
    }

    /** Reads the whole segment once. */
    static Column read(LeafReader reader, String path) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(reader, IndexTerms.SCALARS);
        SegmentPaths.Span span = SegmentPaths.at(values, path);
        PackedInts.Mutable places = PackedInts.getMutable(
                reader.maxDoc(), PackedInts.bitsRequired(span.length() + SHIFT), PackedInts.DEFAULT);
        if (span.length() == 0) {
            return new Column(path, span, places, true);
        }
        boolean isSingle = true;
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            long place = place(values, span);
            isSingle &= place != 1;
            places.set(doc, place);
        }
        return new Column(path, span, places, isSingle);
    }

    private static long place(SortedSetDocValues values, SegmentPaths.Span span) throws IOException {
        long place = 0;
        for (int i = values.docValueCount(); i > 0; i--) {
            long ord = values.nextOrd();
            if (ord >= span.to()) {
                return place;
            }
            if (ord >= span.from()) {
                if (place != 0) {
                    return 1;
                }
                place = ord - span.from() + SHIFT;
            }
        }
        return place;
    }

    /** The scalars of the path. */
    SegmentPaths.Span span() {
        return span;
    }

    /** Number of the scalar of a document, from the first of the path on; {@link #NONE} or {@link #SEVERAL}. */
    int place(int doc) {
        int place = (int) places.get(doc);
        return place >= SHIFT ? place - SHIFT : place == 0 ? NONE : SEVERAL;
    }

    /**
     * The numbers among the scalars of a path, which come first.
     *
     * @param values   what they are ordered by
     * @param instants how many are numbers to the order alone
     */
    record Numbers(double[] values, int instants) {
        boolean areInstants() {
            return instants == values.length;
        }

        /** The number of a scalar, NaN if it is none. */
        double of(int id) {
            return id < values.length ? values[id] : Double.NaN;
        }
    }

    /** The numbers of the path. */
    Numbers numbers(LeafReader reader) throws IOException {
        Numbers known = numbers;
        if (known == null) {
            synchronized (this) { // of several that ask at once, one decodes
                known = numbers == null ? decode(reader) : numbers;
                numbers = known;
            }
        }
        return known;
    }

    private Numbers decode(LeafReader reader) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(reader, IndexTerms.SCALARS);
        int prefix = ScalarKeys.prefix(path).length;
        long end = Math.min(span.to(), SegmentPaths.ceiling(values, new BytesRef(ScalarKeys.behindNumbers(path))));
        double[] out = new double[(int) (end - span.from())];
        int instants = 0;
        for (int i = 0; i < out.length; i++) {
            BytesRef key = values.lookupOrd(span.from() + i);
            instants += ScalarKeys.isInstant(key, prefix) ? 1 : 0;
            out[i] = ScalarKeys.orderOf(key, prefix);
        }
        return new Numbers(out, instants);
    }

    /** The documents in the order of their scalar; null if one has several. */
    @Nullable
    Ladder ladder() {
        Ladder known = ladder;
        if (known == null && isSingle) {
            synchronized (this) { // of several that ask at once, one sorts
                known = ladder == null ? Ladder.of(this, places.size(), (int) span.length()) : ladder;
                ladder = known;
            }
        }
        return known;
    }

    /** Bytes of memory, with what was made of it until now. */
    long size() {
        Numbers decoded = numbers;
        Ladder sorted = ladder;
        return places.ramBytesUsed()
                + (decoded == null ? 0 : RamUsageEstimator.sizeOf(decoded.values))
                + (sorted == null ? 0 : sorted.size());
    }
}
