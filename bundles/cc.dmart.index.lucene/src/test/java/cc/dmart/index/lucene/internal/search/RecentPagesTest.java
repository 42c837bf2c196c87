package cc.dmart.index.lucene.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.BothIndexes;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that many ask for is searched for once in each state of the index, and for each who may see something else. */
class RecentPagesTest {
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final IndexQuery RED = new IndexQuery.Field("payload.body.color", FieldTest.Equal.ofText("red"));
    private static final IndexQuery MINE = IndexQuery.Exact.of(ExactField.TYPE, "content");
    private static final List<SortKey> NEWEST = List.of(new SortKey(IndexTerms.UPDATED_PATH, true));

    @TempDir
    Path folder;

    private final RecentPages pages = new RecentPages();
    private ByteBuffersDirectory directory;
    private IndexWriter writer;
    private DirectoryReader reader;
    private int searched;

    @BeforeEach
    void open() throws IOException {
        directory = new ByteBuffersDirectory();
        writer = new IndexWriter(directory, new IndexWriterConfig());
        writer.addDocument(new Document());
        reader = DirectoryReader.open(writer);
    }

    @AfterEach
    void close() throws IOException {
        Deadline.end();
        reader.close();
        writer.close();
        directory.close();
    }

    private static IndexRequest request(IndexQuery query, IndexQuery access, int offset, int limit) {
        return new IndexRequest(SPACE, DocumentKind.ENTRY, query, access, NEWEST, offset, limit, true);
    }

    private IndexPage ask(IndexRequest request) throws IOException {
        return pages.page(reader, request, () -> new IndexPage(++searched, List.of()));
    }

    /** How many searches so many askings take. */
    private int searches(IndexRequest request, int askings) throws IOException {
        int before = searched;
        for (int i = 0; i < askings; i++) {
            ask(request);
        }
        return searched - before;
    }

    @Test
    void whatIsAskedForTheSecondTimeIsKept() throws IOException {
        IndexRequest request = request(RED, MINE, 0, 10);
        assertThat(ask(request).total()).isEqualTo(1);
        assertThat(ask(request).total()).isEqualTo(2);
        assertThat(ask(request).total()).isEqualTo(2);
        assertThat(ask(request(RED, MINE, 0, 10)).total()).isEqualTo(2);
    }

    @Test
    void everyPartOfTheRequestCounts() throws IOException {
        IndexRequest kept = request(RED, MINE, 0, 10);
        List<IndexRequest> others = List.of(
                new IndexRequest(new SpaceName("other"), DocumentKind.ENTRY, RED, MINE, NEWEST, 0, 10, true),
                new IndexRequest(SPACE, DocumentKind.ATTACHMENT, RED, MINE, NEWEST, 0, 10, true),
                request(new IndexQuery.Not(RED), MINE, 0, 10),
                request(RED, new IndexQuery.Not(MINE), 0, 10),
                request(RED, new IndexQuery.All(), 0, 10),
                new IndexRequest(SPACE, DocumentKind.ENTRY, RED, MINE, List.of(), 0, 10, true),
                request(RED, MINE, 10, 10),
                request(RED, MINE, 0, 11),
                new IndexRequest(SPACE, DocumentKind.ENTRY, RED, MINE, NEWEST, 0, 10, false));
        for (IndexRequest other : others) {
            searches(kept, 2);
            assertThat(searches(kept, 1)).isZero();
            assertThat(searches(other, 1)).as(other.toString()).isEqualTo(1);
        }
    }

    @Test
    void whoMaySeeSomethingElseIsNeverShownThePageOfAnother() throws IOException {
        for (int i = 0; i < 3 * RecentPages.PLACES; i++) {
            IndexQuery own = new IndexQuery.Exact(ExactField.OWNER, Set.of("u" + i));
            assertThat(searches(request(RED, own, 0, 10), 3)).isEqualTo(2);
        }
    }

    @Test
    void aNewStateOfTheIndexIsSearchedAnew() throws IOException {
        IndexRequest request = request(RED, MINE, 0, 10);
        assertThat(searches(request, 5)).isEqualTo(2);
        writer.addDocument(new Document());
        DirectoryReader next = DirectoryReader.openIfChanged(reader);
        reader.close();
        reader = next;
        assertThat(searches(request, 5)).isEqualTo(1);
        writer.deleteAll();
        next = DirectoryReader.openIfChanged(reader);
        reader.close();
        reader = next;
        assertThat(searches(request, 5)).isEqualTo(1);
    }

    @Test
    void longPagesAndQuestionsAreNotKept() throws IOException {
        assertThat(searches(request(RED, MINE, 0, RecentPages.MOST_ROWS + 1), 4))
                .isEqualTo(4);
        String longText = "x".repeat(RecentPages.MOST_CHARACTERS);
        List<String> many = IntStream.range(0, RecentPages.MOST_CHARACTERS)
                .mapToObj(Integer::toString)
                .toList();
        FieldTest.Equal one = FieldTest.Equal.ofText("x");
        for (IndexQuery query : List.of(
                new IndexQuery.And(Collections.nCopies(100, RED)),
                new IndexQuery.Or(Collections.nCopies(RecentPages.MOST_CHARACTERS, new IndexQuery.None())),
                new IndexQuery.Not(new IndexQuery.Word(longText)),
                IndexQuery.Exact.of(ExactField.SLUG, longText),
                new IndexQuery.WordGlob(Glob.infix(longText)),
                new IndexQuery.TextPhrase(many),
                new IndexQuery.Field(longText, new FieldTest.Exists()),
                new IndexQuery.Field("a", new FieldTest.Words(many, one)),
                new IndexQuery.Field("a", new FieldTest.OneOf(Set.copyOf(many))),
                new IndexQuery.Field(
                        "a",
                        new FieldTest.OtherThan(Collections.nCopies(200, new FieldTest.Instants(0, true, 1, true)))))) {
            assertThat(searches(request(query, MINE, 0, 10), 4))
                    .as(query.toString())
                    .isEqualTo(4);
        }
        assertThat(searches(request(new IndexQuery.And(Collections.nCopies(20, RED)), MINE, 0, 10), 4))
                .isEqualTo(2);
    }

    @Test
    void whatWasCutShortIsNotKept() throws IOException {
        IndexRequest request = request(RED, MINE, 0, 10);
        ask(request);
        Deadline.begin(-1);
        assertThatThrownBy(() -> ask(request)).isInstanceOf(DmartException.Unavailable.class);
        Deadline.end();
        assertThat(ask(request).total()).isEqualTo(3);
    }

    @Test
    void whoPollsSeesEveryChange() {
        try (BothIndexes both = new BothIndexes(folder)) {
            List<IndexRequest> polled = new ArrayList<>();
            for (IndexQuery access : List.of(new IndexQuery.All(), MINE)) {
                polled.add(request(RED, access, 0, 5));
                polled.add(request(RED, access, 3, 5));
                polled.add(new IndexRequest(SPACE, DocumentKind.ENTRY, RED, access, NEWEST, 0, 0, true));
            }
            for (int i = 0; i < 40; i++) {
                String color = i % 3 == 0 ? "blue" : "red";
                both.put(List.of(TestDocuments.of(
                        "shop", "/p", "d" + i % 12, "{\"payload\":{\"body\":{\"color\":\"" + color + "\"}}}")));
                if (i % 5 == 4) {
                    both.delete(List.of(Locator.of("shop", "/p", "d" + i % 7, ResourceType.CONTENT)));
                }
                for (int again = 0; again < 3; again++) {
                    polled.forEach(both::requireSame);
                }
            }
        }
    }
}
