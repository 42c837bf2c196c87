package cc.dmart.index.lucene.internal.search;

import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.column.PathValues;
import cc.dmart.index.lucene.internal.column.SegmentPaths;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.ScalarKeys;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.LeafFieldComparator;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Order by the least (ascending) or greatest (descending) scalar at a path; rows without one are last in both directions. The
 * direction is part of the comparison: it is used with a sort field that is not reversed. For one search of one thread.
 */
final class ScalarOrder extends FieldComparator<BytesRef> {
    private final String path;
    private final boolean descending;
    private final int prefix;
    private final @Nullable BytesRef[] keys;
    private final ColumnCache columns;
    private int bottomSlot = -1;
    private @Nullable BytesRef top;

    ScalarOrder(String path, boolean descending, int hits, ColumnCache columns) {
        this.columns = columns;
        this.path = path;
        this.descending = descending;
        this.prefix = ScalarKeys.prefix(path).length;
        this.keys = new BytesRef[hits];
    }

    @Override
    public int compare(int slot1, int slot2) {
        return compareKeys(keys[slot1], keys[slot2]);
    }

    private int compareKeys(@Nullable BytesRef a, @Nullable BytesRef b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return descending ? b.compareTo(a) : a.compareTo(b);
    }

    @Override
    public int compareValues(@Nullable BytesRef a, @Nullable BytesRef b) {
        return compareKeys(a, b);
    }

    @Override
    public void setTopValue(@Nullable BytesRef value) {
        top = value;
    }

    @Override
    @SuppressWarnings("NullAway") // null stands for a missing value, as the engine expects
    public BytesRef value(int slot) {
        return keys[slot];
    }

    @Override
    public LeafFieldComparator getLeafComparator(LeafReaderContext leaf) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), IndexTerms.SCALARS);
        Segment segment = new Segment(values, new PathValues(leaf.reader(), columns, path));
        if (bottomSlot >= 0) {
            segment.setBottom(bottomSlot);
        }
        return segment;
    }

    /**
     * A key within a segment.
     *
     * @param missing whether it is that of a row without a scalar
     * @param from    first number of the scalars that have its order
     * @param to      the number behind them
     */
    private record Bound(boolean missing, long from, long to) {}

    /** Compares by numbers of scalars within a segment. */
    private final class Segment implements LeafFieldComparator {
        private static final long NONE = -1;
        private final SortedSetDocValues values;
        private final PathValues scalars;
        private final SegmentPaths.Span span;
        private final Bound topBound;
        private Bound bottomBound = new Bound(true, 0, 0);

        Segment(SortedSetDocValues values, PathValues scalars) throws IOException {
            this.values = values;
            this.scalars = scalars;
            this.span = scalars.span();
            this.topBound = bound(top);
        }

        private Bound bound(@Nullable BytesRef key) throws IOException {
            if (key == null || span.length() == 0) {
                return new Bound(key == null, 0, 0);
            }
            long from = SegmentPaths.ceiling(values, key);
            long to = from;
            while (to < span.to() && order(values.lookupOrd(to)).equals(key)) {
                to++;
            }
            return new Bound(false, from, to);
        }

        @Override
        public void setBottom(int slot) throws IOException {
            bottomSlot = slot;
            bottomBound = bound(keys[slot]);
        }

        @Override
        public int compareBottom(int doc) throws IOException {
            return compare(bottomBound, doc);
        }

        @Override
        public int compareTop(int doc) throws IOException {
            return compare(topBound, doc);
        }

        private int compare(Bound bound, int doc) throws IOException {
            long ord = ord(doc);
            if (ord == NONE || bound.missing()) {
                return Boolean.compare(bound.missing(), ord == NONE);
            }
            int order = ord < bound.from() ? 1 : ord >= bound.to() ? -1 : 0;
            return descending ? -order : order;
        }

        @Override
        public void copy(int slot, int doc) throws IOException {
            long ord = ord(doc);
            keys[slot] = ord == NONE ? null : BytesRef.deepCopyOf(order(values.lookupOrd(ord)));
        }

        /** The part of a scalar that orders, with its path. */
        private BytesRef order(BytesRef key) {
            return new BytesRef(key.bytes, key.offset, ScalarKeys.orderEnd(key, prefix) - key.offset);
        }

        private long ord(int doc) throws IOException {
            int count = scalars.load(doc);
            return count == 0 ? NONE : scalars.ord(descending ? count - 1 : 0);
        }

        @Override
        public void setScorer(Scorable scorer) {
            // order does not depend on scores
        }
    }
}
