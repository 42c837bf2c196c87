package cc.dmart.index.lucene.internal.column;

import cc.dmart.api.index.Leaf;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.ScalarKeys;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of one path in one segment, document after document in ascending order. A search that looks at few documents
 * reads all scalars of each; one that looks at many goes over to the {@link Column}. For one search of one thread.
 */
public final class PathValues {
    private static final int MIN_READS = 256;
    private static final int MAX_DECODED = 4096;

    private final LeafReader reader;
    private final ColumnCache columns;
    private final String path;
    private @Nullable SortedSetDocValues values;
    private final SegmentPaths.Span span;
    private final int prefix;
    private final int enough;
    private @Nullable Column column;
    private @Nullable Leaf @Nullable [] decoded;
    private Column.@Nullable Numbers numbers;
    private long[] ords = new long[4];
    private int count;
    private int reads;
    private int at = -1;

    public PathValues(LeafReader reader, ColumnCache columns, String path) throws IOException {
        this.reader = reader;
        this.columns = columns;
        this.path = path;
        Column known = columns.known(reader, path);
        this.span = known == null ? SegmentPaths.at(values(), path) : known.span();
        this.prefix = ScalarKeys.prefix(path).length;
        boolean worthIt = span.length() > 0 && ColumnCache.isWorthIt(reader);
        this.enough = worthIt ? Math.max(MIN_READS, reader.maxDoc() / 16) : Integer.MAX_VALUE;
        this.column = worthIt && columns.isWanted(reader, path) ? columns.column(reader, path) : known;
    }

    /** Tells that no more documents are looked at. */
    public void end() {
        if (column == null && reads > 0) {
            columns.looked(reader, path, reads);
        }
    }

    /** The documents in the order of their scalar; null if it is not known, or one of them has several. */
    @Nullable
    public Ladder ladder() {
        Column here = column;
        if (here == null) {
            return null;
        }
        long before = here.size();
        Ladder ladder = here.ladder();
        grown(here, before);
        return ladder;
    }

    private void grown(Column here, long before) {
        if (here.size() != before) {
            columns.grown(reader, path, here);
        }
    }

    /** The scalars of the path in this segment. */
    public SegmentPaths.Span span() {
        return span;
    }

    /**
     * Goes to a document, not before the last one unless there is a {@link #ladder}. Returns how many scalars it has at the path.
     */
    public int load(int doc) throws IOException {
        if (doc == at) {
            return count;
        }
        at = doc;
        if (span.length() == 0) {
            return 0;
        }
        if (column == null && ++reads > enough) {
            column = columns.column(reader, path);
        }
        int place = column == null ? Column.SEVERAL : column.place(doc);
        if (place == Column.SEVERAL) {
            scan(doc);
        } else {
            count = place == Column.NONE ? 0 : 1;
            ords[0] = span.from() + place;
        }
        return count;
    }

    private void scan(int doc) throws IOException {
        count = 0;
        SortedSetDocValues all = values();
        if (!all.advanceExact(doc)) {
            return;
        }
        for (int i = all.docValueCount(); i > 0; i--) {
            long ord = all.nextOrd();
            if (ord >= span.to()) {
                return;
            }
            if (ord >= span.from()) {
                if (count == ords.length) {
                    ords = Arrays.copyOf(ords, count * 2);
                }
                ords[count++] = ord;
            }
        }
    }

    /** Number of a scalar of the document within the segment, ascending. */
    public long ord(int i) {
        return ords[i];
    }

    /** Number of a scalar of the document from the first of the path on. */
    public int id(int i) {
        return (int) (ords[i] - span.from());
    }

    /** The bytes of a scalar of the segment. */
    BytesRef key(long ord) throws IOException {
        return values().lookupOrd(ord);
    }

    /** The part of a scalar that orders, with its path; gone with the next look. */
    public BytesRef orderKey(long ord) throws IOException {
        BytesRef whole = key(ord);
        return new BytesRef(whole.bytes, whole.offset, ScalarKeys.orderEnd(whole, prefix) - whole.offset);
    }

    public Leaf leaf(int i) throws IOException {
        if (span.length() > MAX_DECODED) {
            return ScalarKeys.decode(key(ords[i]));
        }
        @Nullable Leaf[] known = decoded == null ? new Leaf[(int) span.length()] : decoded;
        decoded = known;
        Leaf leaf = known[id(i)];
        if (leaf == null) {
            leaf = ScalarKeys.decode(key(ords[i]));
            known[id(i)] = leaf;
        }
        return leaf;
    }

    public double number(int i) throws IOException {
        Column.Numbers known = numbers();
        if (known != null && known.areInstants()) {
            return Double.NaN;
        }
        return known == null || known.instants() > 0
                ? ScalarKeys.numberOf(key(ords[i]), prefix)
                : known.of((int) (ords[i] - span.from()));
    }

    /** The double that a scalar of the segment is ordered by, NaN if it is no number. */
    public double order(long ord) throws IOException {
        Column.Numbers known = numbers();
        return known == null ? ScalarKeys.orderOf(key(ord), prefix) : known.of((int) (ord - span.from()));
    }

    private Column.@Nullable Numbers numbers() throws IOException {
        Column here = column;
        if (here != null && numbers == null) {
            long before = here.size();
            numbers = here.numbers(reader);
            grown(here, before);
        }
        return numbers;
    }

    /** Opened when it is needed, which costs more than some looks at a column. */
    private SortedSetDocValues values() throws IOException {
        SortedSetDocValues open = values == null ? DocValues.getSortedSet(reader, IndexTerms.SCALARS) : values;
        values = open;
        return open;
    }
}
