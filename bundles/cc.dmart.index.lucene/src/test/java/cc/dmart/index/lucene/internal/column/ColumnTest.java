package cc.dmart.index.lucene.internal.column;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.BothIndexes;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments large enough for columns answer as the reference does, and the columns keep within their memory. */
class ColumnTest {
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final int DOCUMENTS = 5_000;

    @TempDir
    Path folder;

    private static List<IndexDocument> documents() {
        Random random = new Random(5);
        List<IndexDocument> out = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            String values = switch (random.nextInt(6)) {
                case 0 -> "null";
                case 1 -> "[" + random.nextInt(50) + "," + random.nextInt(50) + ",7,7]";
                case 2 -> "\"" + random.nextInt(9) + "\"";
                case 3 -> "\"w" + random.nextInt(900) + "\"";
                default -> random.nextInt(5000) + ".25";
            };
            out.add(TestDocuments.of("shop", "/p", "d" + i, "{\"payload\":{\"body\":{\"v\":" + values + "}}}"));
        }
        return out;
    }

    private static IndexRequest request(boolean descending, int offset, int limit) {
        IndexQuery all = new IndexQuery.All();
        List<SortKey> sort = List.of(new SortKey("payload.body.v", descending));
        return new IndexRequest(SPACE, DocumentKind.ENTRY, all, all, sort, offset, limit, true);
    }

    /** Counts values and adds up numbers. */
    private static final class Sums implements RowVisitor {
        private final Map<String, Integer> counts = new TreeMap<>();
        private double sum;

        @Override
        public void run() {
            // every value is decoded
        }

        @Override
        public void row(IndexRow row) {
            for (int i = 0; i < row.count(0); i++) {
                counts.merge(row.leaf(0, i).text(), 1, Integer::sum);
                double number = row.number(0, i);
                sum += Double.isNaN(number) ? 0 : number;
            }
        }
    }

    @Test
    void largeSegmentsAnswerAsTheReference() {
        try (BothIndexes both = new BothIndexes(folder)) {
            both.put(documents());
            for (boolean descending : new boolean[] {false, true}) {
                for (int offset : new int[] {0, 4_000}) {
                    both.requireSame(request(descending, offset, 300));
                }
            }
            for (int round = 0; round < 2; round++) {
                Sums expected = new Sums();
                Sums found = new Sums();
                both.twin.visit(request(false, 0, 0), List.of("payload.body.v"), expected);
                both.index.visit(request(false, 0, 0), List.of("payload.body.v"), found);
                assertThat(found.counts).isEqualTo(expected.counts);
                assertThat(found.sum).isEqualTo(expected.sum);
            }
        }
    }

    /** A segment without end, which counts those who want to know of it. */
    private static final class Watched extends FilterLeafReader {
        private final Set<IndexReader.ClosedListener> listeners = new HashSet<>();

        Watched(LeafReader in) {
            super(in);
        }

        @Override
        public CacheHelper getCoreCacheHelper() {
            CacheHelper inner = in.getCoreCacheHelper();
            return new CacheHelper() {
                @Override
                public CacheKey getKey() {
                    return inner.getKey();
                }

                @Override
                public void addClosedListener(ClosedListener listener) {
                    listeners.add(listener);
                    inner.addClosedListener(listener);
                }
            };
        }

        @Override
        public CacheHelper getReaderCacheHelper() {
            return in.getReaderCacheHelper();
        }
    }

    @Test
    void aSegmentHasOneListenerHoweverOftenItsColumnsAreRead() throws IOException {
        ColumnCache cache = new ColumnCache(1);
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            Document document = new Document();
            document.add(new SortedSetDocValuesField(IndexTerms.SCALARS, new BytesRef("a\u0001v")));
            writer.addDocument(document);
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                Watched segment = new Watched(reader.leaves().get(0).reader());
                for (int i = 0; i < 5; i++) {
                    cache.column(segment, "a");
                    assertThat(cache.known(segment, "a")).as("no room").isNull();
                }
                assertThat(segment.listeners).hasSize(1);
            }
        }
    }

    @Test
    void columnsKeepWithinTheirMemoryAndGoWithTheirSegment() throws IOException {
        ColumnCache cache = new ColumnCache(25_000);
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int i = 0; i < 5000; i++) {
                Document document = new Document();
                for (String path : List.of("a", "b", "c", "d")) {
                    BytesRef value = new BytesRef(path + "\u0001" + "v" + i % 1000);
                    document.add(new SortedSetDocValuesField(IndexTerms.SCALARS, value));
                }
                writer.addDocument(document);
            }
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                LeafReader segment = reader.leaves().get(0).reader();
                for (String path : List.of("a", "b", "c", "d", "a", "none")) {
                    Column column = cache.column(segment, path);
                    assertThat(column.place(17)).isEqualTo(path.equals("none") ? Column.NONE : 79);
                    assertThat(cache.bytes()).isBetween(1L, 25_000L);
                }
                assertThat(cache.known(segment, "none")).isNotNull();
                assertThat(cache.known(segment, "b")).isNull();
                Column sorted = cache.column(segment, "a");
                long size = sorted.size();
                long before = cache.bytes();
                Ladder ladder = new PathValues(segment, cache, "a").ladder();
                assertThat(ladder).isNotNull();
                assertThat(sorted.size()).isEqualTo(size + ladder.size());
                assertThat(cache.bytes()).isEqualTo(before + ladder.size());
                assertThat(cache.known(segment, "a")).isSameAs(sorted);
            }
            writer.deleteAll();
            writer.commit();
        }
        assertThat(cache.bytes()).isZero();
    }
}
