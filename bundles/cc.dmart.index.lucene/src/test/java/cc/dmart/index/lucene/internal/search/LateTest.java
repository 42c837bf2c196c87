package cc.dmart.index.lucene.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A search whose time is over ends, wherever it is. */
class LateTest {
    private static final int BLOCKS = 1000;

    private final AtomicInteger looked = new AtomicInteger();

    @AfterEach
    void end() {
        Deadline.end();
    }

    @Test
    void aLookAtManyBlocksEndsWithTheTime() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            Random random = new Random(3);
            for (int i = 0; i < BLOCKS << TimeBlocks.SHIFT; i++) {
                Document document = new Document();
                document.add(new NumericDocValuesField(IndexTerms.UPDATED, random.nextInt()));
                document.add(new BinaryDocValuesField(IndexTerms.ADDRESS, new BytesRef(Integer.toString(i))));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                SegmentFacts facts = new SegmentFacts();
                NewestFirst search = new NewestFirst(true, BLOCKS << TimeBlocks.SHIFT, facts);
                IndexSearcher searcher = new IndexSearcher(reader);
                HitCounts none = new HitCounts(searcher, new MatchAllDocsQuery(), facts);
                assertThatThrownBy(() -> search.search(searcher, new Slow(), none, false))
                        .isInstanceOf(DmartException.Unavailable.class);
                assertThat(looked).hasValueLessThan(100);
            }
        }
    }

    /** Its first block takes all the time that there is. */
    private final class Slow extends ConstantScoreWeight {
        Slow() {
            super(new MatchAllDocsQuery(), 1);
        }

        @Override
        public Scorer scorer(LeafReaderContext leaf) {
            return new ConstantScoreScorer(
                    this,
                    1,
                    ScoreMode.COMPLETE_NO_SCORES,
                    DocIdSetIterator.all(leaf.reader().maxDoc()));
        }

        @Override
        public BulkScorer bulkScorer(LeafReaderContext leaf) {
            return new BulkScorer() {
                @Override
                public int score(LeafCollector collector, Bits live, int from, int to) {
                    Deadline.begin(-1);
                    looked.incrementAndGet();
                    return to;
                }

                @Override
                public long cost() {
                    return leaf.reader().maxDoc();
                }
            };
        }

        @Override
        public boolean isCacheable(LeafReaderContext leaf) {
            return false;
        }
    }
}
