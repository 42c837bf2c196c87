package cc.dmart.index.lucene.internal.search;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.LeafFieldComparator;
import org.apache.lucene.search.Scorable;

/** Order by {@code updated_at}, the order of most searches; rows without one are last. For one search of one thread. */
final class UpdatedOrder extends FieldComparator<Long> {
    private final boolean descending;
    private final long missing;
    private final long[] slots;
    private long bottom;
    private long top;

    UpdatedOrder(boolean descending, int hits) {
        this.descending = descending;
        this.missing = descending ? Long.MIN_VALUE : Long.MAX_VALUE;
        this.slots = new long[hits];
    }

    private int compareTimes(long a, long b) {
        return descending ? Long.compare(b, a) : Long.compare(a, b);
    }

    @Override
    public int compare(int slot1, int slot2) {
        return compareTimes(slots[slot1], slots[slot2]);
    }

    @Override
    public int compareValues(Long a, Long b) {
        return compareTimes(a, b);
    }

    @Override
    public void setTopValue(Long value) {
        top = value;
    }

    @Override
    public Long value(int slot) {
        return slots[slot];
    }

    @Override
    public LeafFieldComparator getLeafComparator(LeafReaderContext leaf) throws IOException {
        NumericDocValues times = DocValues.getNumeric(leaf.reader(), IndexTerms.UPDATED);
        return new LeafFieldComparator() {
            @Override
            public void setBottom(int slot) {
                bottom = slots[slot];
            }

            @Override
            public int compareBottom(int doc) throws IOException {
                return compareTimes(bottom, time(doc));
            }

            @Override
            public int compareTop(int doc) throws IOException {
                return compareTimes(top, time(doc));
            }

            @Override
            public void copy(int slot, int doc) throws IOException {
                slots[slot] = time(doc);
            }

            @Override
            public void setScorer(Scorable scorer) {
                // order does not depend on scores
            }

            private long time(int doc) throws IOException {
                return times.advanceExact(doc) ? times.longValue() : missing;
            }
        };
    }
}
