package cc.dmart.index.lucene.internal.search;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.LeafFieldComparator;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.util.BytesRef;

/** Breaks ties by subpath, shortname, type, uuid, and gives the addresses of the page. For one search of one thread. */
final class AddressOrder extends FieldComparator<BytesRef> {
    private final BytesRef[] slots;
    private BytesRef bottom = new BytesRef();
    private BytesRef top = new BytesRef();

    AddressOrder(int hits) {
        slots = new BytesRef[hits];
    }

    @Override
    public int compare(int slot1, int slot2) {
        return slots[slot1].compareTo(slots[slot2]);
    }

    @Override
    public void setTopValue(BytesRef value) {
        top = value;
    }

    @Override
    public BytesRef value(int slot) {
        return slots[slot];
    }

    @Override
    public LeafFieldComparator getLeafComparator(LeafReaderContext leaf) throws IOException {
        BinaryDocValues addresses = DocValues.getBinary(leaf.reader(), IndexTerms.ADDRESS);
        return new LeafFieldComparator() {
            @Override
            public void setBottom(int slot) {
                bottom = slots[slot];
            }

            @Override
            public int compareBottom(int doc) throws IOException {
                return bottom.compareTo(address(doc));
            }

            @Override
            public int compareTop(int doc) throws IOException {
                return top.compareTo(address(doc));
            }

            @Override
            public void copy(int slot, int doc) throws IOException {
                slots[slot] = BytesRef.deepCopyOf(address(doc));
            }

            @Override
            public void setScorer(Scorable scorer) {
                // order does not depend on scores
            }

            private BytesRef address(int doc) throws IOException {
                if (!addresses.advanceExact(doc)) {
                    throw new IllegalStateException("a document without address");
                }
                return addresses.binaryValue();
            }
        };
    }
}
