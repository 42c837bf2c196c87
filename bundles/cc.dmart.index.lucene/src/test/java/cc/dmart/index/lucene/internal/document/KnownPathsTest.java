package cc.dmart.index.lucene.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

/** What the terms of a document say of its paths, whatever documents came before it. */
class KnownPathsTest {
    private static final String BODY = "payload.body";

    private static IndexDocument document(String name, String body) {
        return TestDocuments.of("shop", "/p", name, "{\"payload\":{\"body\":" + body + "}}");
    }

    /** Number of documents with a term, all made by one mapper. */
    private static int count(List<IndexDocument> documents, char code, String path) throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            DocumentMapper mapper = new DocumentMapper();
            for (IndexDocument document : documents) {
                writer.addDocument(mapper.map(document));
            }
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                String scope = IndexTerms.scope(new SpaceName("shop"), DocumentKind.ENTRY);
                return reader.docFreq(new Term(IndexTerms.TERMS, scope + code + IndexTerms.path(path)));
            }
        }
    }

    @Test
    void eachDocumentHasThePathsOfItsOwn() throws IOException {
        List<IndexDocument> documents = List.of(
                document("both", "{\"a\":{\"b\":1},\"c\":\"x\"}"),
                document("one", "{\"a\":{\"b\":2}}"),
                document("other", "{\"c\":\"y\"}"),
                document("again", "{\"a\":{\"b\":3},\"c\":\"z\"}"));
        assertThat(count(documents, IndexTerms.EXISTS, BODY)).isEqualTo(4);
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".a")).isEqualTo(3);
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".a.b")).isEqualTo(3);
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".c")).isEqualTo(3);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".a")).isEqualTo(3);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY)).isEqualTo(4);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".c")).isZero();
    }

    @Test
    void whatAStarDoesNotSelectIsNotBelow() throws IOException {
        List<IndexDocument> documents = List.of(
                document("number", "{\"a\":{\"b\":1}}"),
                document("flag", "{\"a\":{\"b\":true}}"),
                document("mixed", "{\"a\":{\"b\":true,\"c\":\"x\"}}"));
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".a.b")).isEqualTo(3);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".a")).isEqualTo(2);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY)).isEqualTo(2);
    }

    @Test
    void onlyWhatHasNoScalarIsPresentByItself() throws IOException {
        List<IndexDocument> documents = List.of(
                document("full", "{\"a\":{\"b\":1}}"), document("empty", "{\"a\":{}}"), document("list", "{\"a\":[]}"));
        assertThat(count(documents, IndexTerms.PRESENT, BODY + ".a")).isEqualTo(2);
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".a")).isEqualTo(1);
    }

    /** A member may be called like the sign for all of them. */
    @Test
    void aMemberNamedStarIsBelowToo() throws IOException {
        List<IndexDocument> documents = List.of(document("star", "{\"a\":{\"*\":1}}"));
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".a.*")).isEqualTo(1);
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".a")).isEqualTo(1);
    }

    @Test
    void pathsThatAreForgottenAreFoundAgain() throws IOException {
        List<IndexDocument> documents = new ArrayList<>();
        for (int i = 0; i < 2 * KnownPaths.MOST; i++) {
            documents.add(document("d" + i, "{\"k" + i + "\":{\"v\":1},\"same\":{\"v\":2}}"));
        }
        assertThat(count(documents, IndexTerms.EXISTS, BODY + ".same.v")).isEqualTo(documents.size());
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".same")).isEqualTo(documents.size());
        assertThat(count(documents, IndexTerms.EXISTS_BELOW, BODY + ".k" + KnownPaths.MOST))
                .isEqualTo(1);
    }

    @Test
    void theyDoNotGrowWithEveryDocument() {
        KnownPaths paths = new KnownPaths();
        for (int i = 0; i < 10 * KnownPaths.MOST; i++) {
            paths.next();
            paths.of("a" + i + ".b");
        }
        assertThat(paths.size()).isLessThanOrEqualTo(KnownPaths.MOST + 2);
    }

    @Test
    void longPathsAreForgottenSooner() {
        KnownPaths paths = new KnownPaths();
        for (int i = 0; i < 100; i++) {
            paths.next();
            paths.of("a".repeat(KnownPaths.MOST_CHARACTERS / 4) + i);
        }
        assertThat(paths.size()).isLessThan(10);
    }

    /** Names of languages are as long as their author likes. */
    @Test
    void aPathMayHaveAnyNumberOfDots() {
        KnownPaths paths = new KnownPaths();
        KnownPaths.Known path = paths.of("a" + ".a".repeat(4_000));
        int above = 0;
        for (KnownPaths.Known each = path.above(); each != null; each = each.above()) {
            above++;
        }
        assertThat(above).isEqualTo(4_000);
        assertThat(paths.of("a" + ".a".repeat(3_999))).isSameAs(path.above());
        for (String odd : List.of("", ".", ".a", "..a", "a.")) {
            assertThat(paths.of(odd)).as(odd).isSameAs(paths.of(odd));
        }
        assertThat(paths.of(".a").above()).isNull();
        assertThat(paths.of("a..b").above()).isSameAs(paths.of("a."));
    }

    /** Half a character in a name is the same in terms of all kinds. */
    @Test
    void halfACharacterIsEncodedAsInQuestions() {
        for (String path : List.of("a\ud800.b", "\udc00", "a\ud83d\ude00.b", "plain")) {
            assertThat(new BytesRef(KnownPaths.encoded(path)))
                    .as(path)
                    .isEqualTo(new Term(IndexTerms.TERMS, path).bytes());
        }
    }
}
