package cc.dmart.index.lucene.internal.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cc.dmart.index.lucene.internal.query.AllBut;
import cc.dmart.index.lucene.internal.query.FilterCache;
import cc.dmart.index.lucene.internal.query.Queries;
import cc.dmart.index.lucene.internal.query.SharedFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.Test;

/** What is counted without being looked at. */
class HitCountsTest {
    @Test
    void aTermBesideFiltersThatHoldFewBackIsNotCountedHitByHit() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer =
                        new IndexWriter(directory, new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE))) {
            for (int i = 0; i < 10_000; i++) {
                Document document = new Document();
                document.add(new StringField("t", i % 2 == 0 ? "even" : "odd", Field.Store.NO));
                document.add(new StringField("t", i % 1000 == 0 ? "hidden" : "shown", Field.Store.NO));
                document.add(new StringField("id", "" + i, Field.Store.NO));
                writer.addDocument(document);
            }
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                assertEquals(List.of(5000L, 4990L, HitCounts.UNKNOWN), counts(reader));
            }
            writer.deleteDocuments(new Term("id", "2"), new Term("id", "3"), new Term("id", "4000"));
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                assertEquals(List.of(4998L, 4989L, HitCounts.UNKNOWN), counts(reader));
            }
            for (int i = 0; i < 2000; i++) {
                writer.deleteDocuments(new Term("id", "" + i));
            }
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                assertEquals(List.of(HitCounts.UNKNOWN, HitCounts.UNKNOWN, HitCounts.UNKNOWN), counts(reader));
            }
        }
    }

    /** Of even ones; of even ones that are shown; of even or shown ones. */
    private static List<Long> counts(DirectoryReader reader) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        new FilterCache(1 << 20).use(searcher);
        Query even = Queries.term(new Term("t", "even"));
        Query shown = Queries.term(new Term("t", "shown"));
        LeafReaderContext leaf = reader.leaves().get(0);
        List<Long> out = new ArrayList<>();
        for (Query each :
                List.of(even, Queries.all(List.of(even, new SharedFilter(shown))), Queries.any(List.of(even, shown)))) {
            out.add(new HitCounts(searcher, each, new SegmentFacts()).count(leaf));
        }
        return out;
    }

    /** Hits of terms are begun with twice; what looks up many terms, however it is combined, only once. */
    @Test
    void hitsOfTermsAreCheap() throws IOException {
        try (DirectoryReader none =
                DirectoryReader.open(new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig()))) {
            IndexSearcher searcher = new IndexSearcher(none);
            Query even = Queries.term(new Term("t", "even"));
            Query shown = Queries.term(new Term("t", "shown"));
            Query many = new PrefixQuery(new Term("t", "e"));
            Query but = new BooleanQuery.Builder()
                    .add(even, BooleanClause.Occur.FILTER)
                    .add(shown, BooleanClause.Occur.MUST_NOT)
                    .build();
            List<Boolean> cheap = new ArrayList<>();
            for (Query each :
                    List.of(even, Queries.all(List.of(even, shown)), but, many, Queries.all(List.of(even, many)))) {
                cheap.add(new HitCounts(searcher, each, new SegmentFacts()).isCheap());
            }
            assertEquals(List.of(true, true, true, false, false), cheap);
        }
    }

    @Test
    void allButAFewAreWalkedThrough() {
        FixedBitSet bits = new FixedBitSet(1000);
        bits.set(0, 1000);
        IntStream.of(0, 1, 5, 998, 999).forEach(bits::clear);
        AllBut docs = AllBut.of(bits, 5);
        FixedBitSet walked = new FixedBitSet(1000);
        AllBut.Docs each = docs.iterator();
        while (each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
            walked.set(each.docID());
        }
        assertEquals(bits, walked);
        each = docs.iterator();
        assertEquals(2, each.advance(1));
        assertEquals(6, each.advance(5));
        assertEquals(997, each.advance(997));
        assertEquals(DocIdSetIterator.NO_MORE_DOCS, each.advance(998));
        FixedBitSet even = new FixedBitSet(1000);
        for (int i = 0; i < 1000; i += 2) {
            even.set(i);
        }
        each = AllBut.of(even, 500).iterator();
        assertEquals(4, each.advance(3));
        assertEquals(800, each.advance(799));
        assertEquals(900, each.advance(900));
        assertEquals(902, each.nextDoc());
        assertEquals(DocIdSetIterator.NO_MORE_DOCS, each.advance(999));
        assertTrue(AllBut.isFew(15, 1000) && !AllBut.isFew(16, 1000));
    }
}
