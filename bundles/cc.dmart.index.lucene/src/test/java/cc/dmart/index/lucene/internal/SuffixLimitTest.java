package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.document.DocumentMapper;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.query.QueryCompiler;
import cc.dmart.index.lucene.internal.query.SharedFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a document of nothing but different words costs the index has an end; what is found in it has none. */
class SuffixLimitTest {
    private static final int WORDS = 8_000;
    private static final int LENGTH = 40;
    private static final List<String> SPACES = List.of("shop", "market");

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private final List<String> words =
            IntStream.range(0, WORDS).mapToObj(i -> word()).toList();
    private final List<IndexDocument> documents = new ArrayList<>();
    private LuceneEntryIndex index;

    private String word() {
        return random.ints(LENGTH, 'a', 'z' + 1)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    @BeforeEach
    void begin() {
        assertThat(WORDS * (LENGTH - 2)).isGreaterThan(DocumentMapper.MOST_SUFFIXES + LENGTH);
        index = new LuceneEntryIndex(TestConfig.of(folder));
        index.begin(0).publish(0);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private static IndexDocument document(String space, String name, List<String> words) {
        String json = "{\"payload\":{\"body\":{\"v\":\"" + String.join(" ", words) + "\"}}}";
        return TestDocuments.of(space, "/p", name, json);
    }

    /** Each call makes a segment. */
    private void put(IndexDocument... some) {
        documents.addAll(List.of(some));
        index.apply(new IndexBatch(documents.size(), List.of(), List.of(), List.of(some)));
        index.await();
    }

    @Test
    void wordsBehindTheLimitAreFoundLikeOthers() {
        String first = words.get(0);
        String last = words.get(WORDS - 1);
        put(document("shop", "long", words), document("shop", "short", List.of(last)));
        assertThat(count("shop", new IndexQuery.Word(first.substring(5, 12)))).isEqualTo(1);
        assertThat(count("shop", new IndexQuery.Word(last))).as("a whole word").isEqualTo(2);
        assertThat(count("shop", new IndexQuery.Word(last.substring(0, 7))))
                .as("its beginning")
                .isEqualTo(2);
        assertThat(count("shop", new IndexQuery.Word(last.substring(5, 12))))
                .as("its middle")
                .isEqualTo(2);
        verify(first, last);
    }

    @Test
    void whatIsCutStandsInASegmentOfItsOwn() {
        String first = words.get(0);
        String last = words.get(WORDS - 1);
        put(document("shop", "short", List.of(last, "jasmine")));
        put(document("shop", "long", words));
        put(document("shop", "none", List.of("jasmine")));
        put(document("market", "short", List.of(last)), document("market", "none", List.of("jasmine")));
        verify(first, last);
    }

    @Test
    void theLimitOfASpaceIsThatOfNoOther() {
        String first = words.get(0);
        String last = words.get(WORDS - 1);
        put(document("market", "long", words), document("shop", "short", List.of(last)));
        put(document("shop", "none", List.of("jasmine")));
        verify(first, last);
    }

    /** The word that the room ends in the middle of. */
    @Test
    void theLastWordThatHasRoomIsWhole() {
        int edge = DocumentMapper.MOST_SUFFIXES / (LENGTH - 2);
        put(document("shop", "long", words), document("shop", "none", List.of("jasmine")));
        verify(words.get(edge), words.get(edge + 1));
    }

    /** Their totals are known without a look at each hit. */
    @Test
    void aSpaceWithoutSuchADocumentIsAskedForOneTerm() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            new WriteQueue(writer, seq -> {})
                    .replaceMany(
                            List.of(document("market", "long", words), document("shop", "short", List.of("jasmine"))));
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                for (IndexQuery query : List.of(
                        new IndexQuery.Word("asmin"),
                        new IndexQuery.WordGlob(Glob.infix("asmin")),
                        new IndexQuery.WordGlob(new Glob(List.of("", "mine"))))) {
                    assertThat(compiled("shop", reader, query)).isInstanceOf(TermQuery.class);
                    assertThat(compiled("market", reader, query)).isInstanceOf(BooleanQuery.class);
                    assertThat(fields(compiled("market", reader, query)))
                            .as("all tokens of a space are never gone through")
                            .containsExactly(IndexTerms.TERMS);
                }
            }
        }
    }

    /** A filter that is kept holds its values. */
    @Test
    void aFilterOfManyValuesIsNotKept() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig());
                DirectoryReader reader = DirectoryReader.open(writer)) {
            IndexQuery few = new IndexQuery.Exact(ExactField.SCHEMA, Set.of("a", "b"));
            IndexQuery many = new IndexQuery.Exact(ExactField.SCHEMA, Set.copyOf(words));
            IndexQuery huge = new IndexQuery.Exact(ExactField.SCHEMA, Set.of("a".repeat(5000)));
            assertThat(compiled("shop", reader, few)).isInstanceOf(SharedFilter.class);
            for (IndexQuery large : List.of(many, huge)) {
                assertThat(compiled("shop", reader, large)).isNotInstanceOf(SharedFilter.class);
                assertThat(compiled("shop", reader, new IndexQuery.And(List.of(large, new IndexQuery.Word("x"))))
                                .toString())
                        .doesNotContain("shared");
            }
        }
    }

    private static Set<String> fields(Query query) {
        Set<String> out = new TreeSet<>();
        query.visit(new QueryVisitor() {
            @Override
            public boolean acceptField(String field) {
                out.add(field);
                return true;
            }
        });
        return out;
    }

    private static Query compiled(String space, DirectoryReader reader, IndexQuery query) throws IOException {
        return new QueryCompiler(IndexTerms.scope(new SpaceName(space), DocumentKind.ENTRY), reader).compile(query);
    }

    private void verify(String... some) {
        for (String word : some) {
            for (String part : List.of(word.substring(0, 9), word.substring(5, 12), word.substring(33), word)) {
                verify(new IndexQuery.Word(part));
                verify(new IndexQuery.WordGlob(Glob.infix(part)));
                verify(new IndexQuery.WordGlob(new Glob(List.of("", part))));
            }
            verify(new IndexQuery.Word(word.substring(2, 36)));
            verify(new IndexQuery.WordGlob(Glob.infix(word.substring(4))));
            verify(new IndexQuery.WordGlob(new Glob(List.of("", word.substring(3)))));
            verify(new IndexQuery.WordGlob(new Glob(List.of("", word.substring(3, 9), word.substring(30)))));
            verify(new IndexQuery.Word(word.substring(2, 36) + "0"));
            verify(new IndexQuery.Word(word.substring(5, 12) + "0"));
        }
    }

    private void verify(IndexQuery query) {
        for (String space : SPACES) {
            compare(space, query);
            compare(space, new IndexQuery.Not(query));
            compare(space, new IndexQuery.And(List.of(new IndexQuery.Word("jasmine"), new IndexQuery.Not(query))));
            compare(space, new IndexQuery.Or(List.of(new IndexQuery.Word("jasmine"), query)));
        }
    }

    private void compare(String space, IndexQuery query) {
        List<String> expected = documents.stream()
                .filter(d -> d.at().space().value().equals(space) && IndexMatcher.matches(query, d))
                .map(d -> d.at().shortname().value())
                .toList();
        String what = space + " " + query;
        assertThat(count(space, query)).as(what).isEqualTo(expected.size());
        var page = index.search(request(space, query, 10));
        assertThat(page.total()).as(what).isEqualTo(expected.size());
        assertThat(page.hits().stream().map(h -> h.shortname().value()))
                .as(what)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private long count(String space, IndexQuery query) {
        return index.count(request(space, query, 0));
    }

    private static IndexRequest request(String space, IndexQuery query, int limit) {
        List<SortKey> sort = limit == 0 ? List.of() : List.of(new SortKey("updated_at", true));
        return new IndexRequest(
                new SpaceName(space), DocumentKind.ENTRY, query, new IndexQuery.All(), sort, 0, limit, true);
    }
}
