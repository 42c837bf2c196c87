package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that followed every change has of each document what one has that was built from the files ({@code query.md} 9). */
class RebuildTest {
    private static final List<String> FOLDERS = List.of("/a", "/a/deep", "/b");
    private static final List<String> WORDS =
            List.of("rose", "lotus", "Kale", "naïve", "مدينة", "x-ray", "5", "2025-02-03");

    @TempDir
    Path folder;

    private final Random random = new Random(17);
    private final Map<Locator, IndexDocument> files = new LinkedHashMap<>();

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private IndexDocument document() {
        String body = "{\"title\":\"" + word() + " " + word() + "\",\"tags\":[\"" + word() + "\",\"" + word()
                + "\"],\"n\":"
                + random.nextInt(9) + (random.nextBoolean() ? ",\"deep\":{\"er\":[1,1," + random.nextInt(3) + "]}" : "")
                + "}";
        String json = "{\"is_active\":" + random.nextBoolean() + ",\"updated_at\":\"2025-01-0" + (1 + random.nextInt(9))
                + "T00:00:00\",\"displayname\":{\"en\":\"" + word() + "\"},\"payload\":{\"body\":" + body + "}}";
        return TestDocuments.of("shop", FOLDERS.get(random.nextInt(3)), "d" + random.nextInt(150), json);
    }

    private IndexBatch change(long seq) {
        List<Locator> deletes = new ArrayList<>();
        List<IndexBatch.Tree> trees = new ArrayList<>();
        List<IndexDocument> puts = new ArrayList<>();
        if (random.nextInt(12) == 0) {
            Subpath under = new Subpath(FOLDERS.get(random.nextInt(3)).substring(1));
            trees.add(new IndexBatch.Tree(new SpaceName("shop"), under));
            files.keySet().removeIf(at -> at.subpath().isUnder(under));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Locator at = document().at();
            deletes.add(at);
            files.remove(at);
        }
        for (int i = random.nextInt(30); i > 0; i--) {
            IndexDocument put = document();
            if (puts.stream().noneMatch(p -> p.at().equals(put.at()))) {
                puts.add(put);
                files.put(put.at(), put);
            }
        }
        return new IndexBatch(seq, deletes, trees, puts);
    }

    @Test
    void anIndexThatFollowedEqualsOneThatWasBuilt() throws IOException, NoSuchAlgorithmException {
        LuceneEntryIndex followed = new LuceneEntryIndex(TestConfig.of(folder.resolve("followed")));
        followed.begin(0).publish(0);
        for (long seq = 1; seq <= 200; seq++) {
            followed.apply(change(seq));
            if (seq % 7 == 0) {
                followed.await();
            }
        }
        followed.close();
        LuceneEntryIndex built = new LuceneEntryIndex(TestConfig.of(folder.resolve("built")));
        try (IndexGeneration next = built.begin(0)) {
            next.add(List.copyOf(files.values()));
            next.publish(200);
        }
        built.close();
        Map<String, String> expected = digests(folder.resolve("built"));
        assertThat(expected).hasSameSizeAs(files.keySet()).hasSizeGreaterThan(100);
        assertThat(digests(folder.resolve("followed"))).isEqualTo(expected);
    }

    /** A digest of all that the index has of each document, by address. */
    private static Map<String, String> digests(Path data) throws IOException, NoSuchAlgorithmException {
        Map<String, String> out = new TreeMap<>();
        try (FSDirectory directory = FSDirectory.open(only(data.resolve("index")));
                DirectoryReader reader = DirectoryReader.open(directory)) {
            for (LeafReaderContext leaf : reader.leaves()) {
                List<List<String>> facts = facts(leaf.reader());
                BinaryDocValues addresses = leaf.reader().getBinaryDocValues(IndexTerms.ADDRESS);
                while (addresses.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    int doc = addresses.docID();
                    if (leaf.reader().getLiveDocs() == null
                            || leaf.reader().getLiveDocs().get(doc)) {
                        byte[] text = String.join(
                                        "\n", facts.get(doc).stream().sorted().toList())
                                .getBytes(StandardCharsets.UTF_8);
                        String digest = HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(text));
                        assertThat(out.put(addresses.binaryValue().utf8ToString(), digest))
                                .isNull();
                    }
                }
            }
        }
        return out;
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .reduce((a, b) -> {
                        throw new AssertionError(a + " and " + b);
                    })
                    .orElseThrow();
        }
    }

    private static List<List<String>> facts(LeafReader reader) throws IOException {
        List<List<String>> out = new ArrayList<>();
        for (int doc = 0; doc < reader.maxDoc(); doc++) {
            out.add(new ArrayList<>());
        }
        for (FieldInfo field : reader.getFieldInfos()) {
            if (field.getIndexOptions() != IndexOptions.NONE) {
                terms(reader, field.name, out);
            }
            switch (field.getDocValuesType()) {
                case SORTED_SET -> {
                    SortedSetDocValues values = reader.getSortedSetDocValues(field.name);
                    while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                        for (int i = values.docValueCount(); i > 0; i--) {
                            out.get(values.docID()).add(field.name + hex(values.lookupOrd(values.nextOrd())));
                        }
                    }
                }
                case NUMERIC -> {
                    NumericDocValues values = reader.getNumericDocValues(field.name);
                    while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                        out.get(values.docID()).add(field.name + values.longValue());
                    }
                }
                case BINARY, NONE -> {
                    // the address is the key
                }
                default -> throw new AssertionError(field.name + " " + field.getDocValuesType());
            }
        }
        return out;
    }

    private static void terms(LeafReader reader, String field, List<List<String>> out) throws IOException {
        Terms terms = reader.terms(field);
        TermsEnum each = terms.iterator();
        for (BytesRef term = each.next(); term != null; term = each.next()) {
            PostingsEnum postings = each.postings(null, PostingsEnum.ALL);
            while (postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                StringBuilder fact = new StringBuilder(field).append(hex(term));
                for (int i = terms.hasPositions() ? postings.freq() : 0; i > 0; i--) {
                    fact.append(' ').append(postings.nextPosition());
                }
                out.get(postings.docID()).add(fact.toString());
            }
        }
    }

    private static String hex(BytesRef bytes) {
        return HexFormat.of().formatHex(bytes.bytes, bytes.offset, bytes.offset + bytes.length);
    }
}
