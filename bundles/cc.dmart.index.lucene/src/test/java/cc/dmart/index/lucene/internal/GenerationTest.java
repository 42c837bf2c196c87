package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.query.FilterCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments of one index, and the bytes of those that are not on disk yet. */
class GenerationTest {
    @TempDir
    Path folder;

    private Generation generation;
    private long seq;

    @BeforeEach
    void open() throws IOException {
        generation = new Generation(folder.resolve("index"), 16, new FilterCache(1 << 20));
    }

    @AfterEach
    void close() throws IOException {
        generation.close();
    }

    private void put(String name) throws IOException {
        seq++;
        generation.apply(
                new IndexBatch(seq, List.of(), List.of(), List.of(TestDocuments.of("shop", "/p", name, "{}"))));
        generation.refresh();
    }

    private int segments() throws IOException {
        IndexSearcher searcher = generation.acquire();
        try {
            assertThat(searcher.count(new MatchAllDocsQuery())).isEqualTo((int) seq);
            return searcher.getIndexReader().leaves().size();
        } finally {
            generation.release(searcher);
        }
    }

    @Test
    @Timeout(60)
    void withoutChangesSmallSegmentsBecomeOne() throws Exception {
        put("one");
        put("two");
        put("three");
        assertThat(segments()).isEqualTo(3);
        generation.tidy();
        put("four");
        generation.tidy();
        assertThat(segments()).as("there was a change since the call before").isEqualTo(4);

        generation.tidy();

        while (segments() != 1) {
            Thread.onSpinWait();
        }
        put("five");
        assertThat(segments()).as("the next change is seen beside it").isEqualTo(2);
    }

    private static IndexDocument document(String name, int second) {
        String time = String.format(Locale.ROOT, "2025-01-01T00:00:%02d.000000", second);
        return TestDocuments.of("shop", "/p", name, "{\"updated_at\":\"" + time + "\"}");
    }

    @Test
    @Timeout(60)
    void documentsThatAreAddedTogetherStandInTheOrderOfTime() throws Exception {
        for (String part : List.of("a", "b", "c")) {
            List<IndexDocument> added = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                added.add(document(part + i, i * 37 % 50));
            }
            generation.add(added);
            seq += added.size();
            generation.refresh();
        }
        assertThat(segments()).isEqualTo(3);
        assertInOrder();

        while (segments() != 1) {
            generation.tidy();
        }
        assertInOrder();
    }

    private void assertInOrder() throws IOException {
        IndexSearcher searcher = generation.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                NumericDocValues times = leaf.reader().getNumericDocValues(IndexTerms.UPDATED);
                long last = Long.MIN_VALUE;
                int count = 0;
                while (times.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    assertThat(times.longValue()).isGreaterThanOrEqualTo(last);
                    last = times.longValue();
                    count++;
                }
                assertThat(count).isEqualTo(leaf.reader().maxDoc());
            }
        } finally {
            generation.release(searcher);
        }
    }

    @Test
    void aFileThatIsKeptInMemoryIsReadAsItWasWritten() throws IOException {
        for (int length : new int[] {0, 1, 1023, 1024, 1025, 65_536, 300_001}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            try (FreshDirectory directory = new FreshDirectory(folder.resolve("files"))) {
                try (IndexOutput out = directory.createOutput("_0.fnm", IOContext.DEFAULT)) {
                    out.writeBytes(bytes, length);
                }
                assertThat(directory.listCachedFiles()).containsExactly("_0.fnm");
                try (IndexInput in = directory.openInput("_0.fnm", IOContext.DEFAULT)) {
                    assertThat(in.length()).isEqualTo(length);
                    byte[] read = new byte[length];
                    in.readBytes(read, 0, length);
                    assertThat(read).isEqualTo(bytes);
                    if (length > 9) {
                        IndexInput part = in.slice("part", 3, length - 4);
                        part.seek(length - 5);
                        assertThat(part.readByte()).isEqualTo(bytes[length - 2]);
                    }
                }
                directory.deleteFile("_0.fnm");
            }
        }
    }
}
