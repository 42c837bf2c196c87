package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of dense hits, which are looked for along the order of a path, are those of the reference ({@code query.md} 3.1). */
class LadderTest {
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final int DOCUMENTS = 18_000;
    private static final IndexQuery ACCESS = new IndexQuery.Exact(ExactField.TYPE, Set.of("content", "folder"));
    private static final List<Integer> OFFSETS = List.of(0, 1, 10, 300, 2_000, 5_000, 8_900);

    @TempDir
    Path folder;

    private final InMemoryEntryIndex twin = new InMemoryEntryIndex();
    private LuceneEntryIndex index;

    @BeforeEach
    void fill() {
        index = new LuceneEntryIndex(TestConfig.of(folder));
        index.begin(0).publish(0);
        Random random = new Random(11);
        List<IndexDocument> batch = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            batch.add(document(i, random));
            if (batch.size() == DOCUMENTS / 3) {
                apply(new IndexBatch(0, List.of(), List.of(), batch));
                batch.clear();
            }
        }
        List<Locator> deleted = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            deleted.add(document(random.nextInt(DOCUMENTS), random).at());
        }
        apply(new IndexBatch(0, deleted, List.of(), List.of()));
    }

    private void apply(IndexBatch batch) {
        twin.apply(batch);
        index.apply(batch);
        index.await();
    }

    @AfterEach
    void close() {
        index.close();
    }

    /** Numbers in several spellings, numeric strings, words, and nothing. */
    private static IndexDocument document(int i, Random random) {
        String mixed = switch (random.nextInt(9)) {
            case 0 -> "null";
            case 1 -> "\"" + random.nextInt(40) + "\"";
            case 2 -> "\"w" + random.nextInt(4000) + "\"";
            case 3 -> random.nextInt(40) + ".0";
            case 4 -> random.nextBoolean() ? "-0.0" : "0";
            case 5 -> String.valueOf((1L << 60) + random.nextInt(40)); // one double for all of them
            default -> random.nextInt(5000) + ".25";
        };
        String body = "{\"mixed\":" + mixed + ",\"few\":" + i % 3 + ",\"date\":\"2025-01-" + (10 + random.nextInt(20))
                + "\",\"share\":\"" + (i % 100 == 0 ? "rare" : i % 2 == 0 ? "half" : "other") + "\"}";
        return TestDocuments.of("shop", i % 200 == 7 ? "/q" : "/p", "d" + i, "{\"payload\":{\"body\":" + body + "}}");
    }

    private static IndexQuery share(String name) {
        return new IndexQuery.Field(
                "payload.body.share",
                new FieldTest.Equal(name, List.of(name), OptionalDouble.empty(), Optional.empty(), Optional.empty()));
    }

    private static IndexRequest request(
            IndexQuery query, String path, boolean descending, int offset, int limit, boolean total) {
        List<SortKey> sort = List.of(new SortKey("payload.body." + path, descending));
        return new IndexRequest(SPACE, DocumentKind.ENTRY, query, ACCESS, sort, offset, limit, total);
    }

    @Test
    void everyPageIsThatOfTheReference() {
        IndexQuery all = new IndexQuery.All();
        IndexQuery folder = IndexQuery.Exact.of(ExactField.ANCESTOR, "/p");
        IndexQuery both = new IndexQuery.And(List.of(folder, share("half")));
        IndexQuery other = new IndexQuery.Not(share("half"));
        for (IndexQuery query : List.of(all, folder, both, share("half"), share("rare"), other)) {
            for (String path : List.of("mixed", "few", "date", "nothing")) {
                for (boolean descending : List.of(false, true)) {
                    IndexPage whole = twin.search(request(query, path, descending, 0, DOCUMENTS, true));
                    for (int offset : OFFSETS) {
                        requirePage(whole, query, path, descending, offset);
                    }
                }
            }
        }
    }

    /** The first time columns are made, then there is an order; the total is the same whoever counts. */
    private void requirePage(IndexPage whole, IndexQuery query, String path, boolean descending, int offset) {
        List<Locator> hits = whole.hits();
        List<Locator> expected = hits.subList(Math.min(offset, hits.size()), Math.min(offset + 25, hits.size()));
        String what = query + " " + path + " " + descending + " " + offset;
        for (boolean total : List.of(true, false)) {
            IndexPage page = index.search(request(query, path, descending, offset, 25, total));
            assertThat(page.hits()).as(what).isEqualTo(expected);
            assertThat(page.total()).as(what).isEqualTo(total ? whole.total() : -1);
        }
    }
}
