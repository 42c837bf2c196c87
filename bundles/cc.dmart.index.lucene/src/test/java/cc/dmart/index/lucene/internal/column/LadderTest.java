package cc.dmart.index.lucene.internal.column;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.BothIndexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    /** Few of each segment: hits of others are not known without a look. */
    private static final int DELETED = 100;
    /** What hides nothing, a few, and half of all. */
    private static final List<IndexQuery> ACCESS = List.of(
            new IndexQuery.Exact(ExactField.TYPE, Set.of("content", "ticket")),
            IndexQuery.Exact.of(ExactField.TYPE, "content"),
            share("half"));

    private static final List<Integer> OFFSETS = List.of(0, 1, 10, 300, 2_000, 5_000, 8_900);

    @TempDir
    Path folder;

    private BothIndexes both;

    @BeforeEach
    void fill() {
        both = new BothIndexes(folder);
        Random random = new Random(11);
        List<IndexDocument> batch = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            batch.add(document(i, random));
            if (batch.size() == DOCUMENTS / 3) {
                both.put(batch);
                batch.clear();
            }
        }
        List<Locator> deleted = new ArrayList<>();
        for (int i = 0; i < DELETED; i++) {
            deleted.add(document(random.nextInt(DOCUMENTS), random).at());
        }
        both.delete(deleted);
    }

    @AfterEach
    void close() {
        both.close();
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
        String type = i % 150 == 9 ? "ticket" : "content";
        return TestDocuments.of(
                "shop",
                i % 200 == 7 ? "/q" : "/p",
                "d" + i,
                "{\"resource_type\":\"" + type + "\",\"payload\":{\"body\":" + body + "}}");
    }

    private static IndexQuery share(String name) {
        return new IndexQuery.Field("payload.body.share", FieldTest.Equal.ofText(name));
    }

    /**
     * A question, its order and who asks.
     *
     * @param access what may be seen
     */
    private record Asked(IndexQuery query, IndexQuery access, String path, boolean descending) {
        IndexRequest page(int offset, int limit, boolean total) {
            List<SortKey> sort = List.of(new SortKey("payload.body." + path, descending));
            return new IndexRequest(SPACE, DocumentKind.ENTRY, query, access, sort, offset, limit, total);
        }
    }

    @Test
    void everyPageIsThatOfTheReference() {
        IndexQuery folderOnly = IndexQuery.Exact.of(ExactField.ANCESTOR, "/p");
        IndexQuery narrowed = new IndexQuery.And(List.of(folderOnly, share("half")));
        IndexQuery other = new IndexQuery.Not(share("half"));
        for (IndexQuery query :
                List.of(new IndexQuery.All(), folderOnly, narrowed, share("half"), share("rare"), other)) {
            for (String path : List.of("mixed", "few", "date", "nothing")) {
                requirePages(query, ACCESS.get(0), path);
            }
            requirePages(query, ACCESS.get(1), "mixed");
            requirePages(query, ACCESS.get(2), "mixed");
        }
    }

    private void requirePages(IndexQuery query, IndexQuery access, String path) {
        for (boolean descending : List.of(false, true)) {
            Asked asked = new Asked(query, access, path, descending);
            IndexPage whole = both.twin.search(asked.page(0, DOCUMENTS, true));
            OFFSETS.forEach(offset -> requirePage(whole, asked, offset));
        }
    }

    /** The first time columns are made, then there is an order; the total is the same whoever counts. */
    private void requirePage(IndexPage whole, Asked asked, int offset) {
        List<Locator> hits = whole.hits();
        List<Locator> expected = hits.subList(Math.min(offset, hits.size()), Math.min(offset + 25, hits.size()));
        for (boolean total : List.of(true, false)) {
            IndexPage page = both.index.search(asked.page(offset, 25, total));
            assertThat(page.hits()).as(asked + " " + offset).isEqualTo(expected);
            assertThat(page.total()).as(asked + " " + offset).isEqualTo(total ? whole.total() : -1);
        }
    }
}
