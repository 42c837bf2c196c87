package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.SortKey;
import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.FieldComparatorSource;
import org.apache.lucene.search.Pruning;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;

/** Sort keys of a request as an order of the engine ({@code query.md} 3.1). Thread-safe. */
final class Orders {
    private Orders() {}

    /** The keys, then the address, which is the last value of each hit. */
    static Sort sort(List<SortKey> keys, ColumnCache columns) {
        List<SortField> out = new ArrayList<>();
        for (SortKey key : keys) {
            out.add(
                    key.path().equals(IndexTerms.UPDATED_PATH)
                            ? field(key.path(), hits -> new UpdatedOrder(key.descending(), hits))
                            : field(key.path(), hits -> new ScalarOrder(key.path(), key.descending(), hits, columns)));
        }
        out.add(field(IndexTerms.ADDRESS, AddressOrder::new));
        return new Sort(out.toArray(SortField[]::new));
    }

    private interface Maker {
        FieldComparator<?> make(int hits);
    }

    private static SortField field(String name, Maker maker) {
        return new SortField(name, new FieldComparatorSource() {
            @Override
            public FieldComparator<?> newComparator(String field, int hits, Pruning pruning, boolean reversed) {
                return maker.make(hits);
            }
        });
    }
}
