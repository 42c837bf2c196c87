package cc.dmart.index.lucene.internal;

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
    public void setTopValue(BytesRef value) {
        throw new UnsupportedOperationException("searching after a hit is not used");
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

    /** Compares by numbers of scalars within a segment; the bottom is the range of numbers that have its order. */
    private final class Segment implements LeafFieldComparator {
        private static final long NONE = -1;
        private final SortedSetDocValues values;
        private final PathValues scalars;
        private final SegmentPaths.Span span;
        private boolean bottomMissing;
        private long bottomFrom;
        private long bottomTo;

        Segment(SortedSetDocValues values, PathValues scalars) {
            this.values = values;
            this.scalars = scalars;
            this.span = scalars.span();
        }

        @Override
        public void setBottom(int slot) throws IOException {
            bottomSlot = slot;
            BytesRef key = keys[slot];
            bottomMissing = key == null;
            if (key != null && span.length() > 0) {
                bottomFrom = SegmentPaths.ceiling(values, key);
                bottomTo = bottomFrom;
                while (bottomTo < span.to() && order(values.lookupOrd(bottomTo)).equals(key)) {
                    bottomTo++;
                }
            }
        }

        @Override
        public int compareBottom(int doc) throws IOException {
            long ord = ord(doc);
            if (ord == NONE || bottomMissing) {
                return Boolean.compare(bottomMissing, ord == NONE);
            }
            int order = ord < bottomFrom ? 1 : ord >= bottomTo ? -1 : 0;
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
        public int compareTop(int doc) {
            throw new UnsupportedOperationException("searching after a hit is not used");
        }

        @Override
        public void setScorer(Scorable scorer) {
            // order does not depend on scores
        }
    }
}
