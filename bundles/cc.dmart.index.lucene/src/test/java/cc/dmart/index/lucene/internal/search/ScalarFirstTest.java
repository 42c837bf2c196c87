package cc.dmart.index.lucene.internal.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.BothIndexes;
import cc.dmart.index.lucene.internal.LuceneEntryIndex;
import cc.dmart.index.lucene.internal.TestConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in the order of one path when there are many of them, few values, and more than one segment ({@code query.md} 3.1). */
class ScalarFirstTest {
    private static final int DOCUMENTS = 30_000;
    private static final SpaceName SPACE = new SpaceName("shop");

    @TempDir
    Path data;

    private record Row(String shortname, int value) {}

    @Test
    void pagesOfManyRowsWithFewValues() {
        List<Row> rows = new ArrayList<>();
        LuceneEntryIndex index = new LuceneEntryIndex(TestConfig.of(data));
        index.begin(0).publish(0);
        Random random = new Random(5);
        List<IndexDocument> batch = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            int value = random.nextInt(8) == 0 ? -1 : random.nextInt(10) < 8 ? 3 : random.nextInt(1000);
            String name = "n" + random.nextInt(1 << 30) + "_" + i;
            String body = value < 0 ? "{}" : "{'payload':{'body':{'price':" + value + (i % 3 == 0 ? ".0" : "") + "}}}";
            batch.add(TestDocuments.of("shop", "/items", name, body.replace('\'', '"')));
            rows.add(new Row(name, value));
            if (batch.size() == 7000 || i == DOCUMENTS - 1) {
                index.apply(new IndexBatch(0, List.of(), List.of(), batch));
                index.await();
                batch = new ArrayList<>();
            }
        }
        for (boolean descending : List.of(false, true)) {
            List<String> expected = expected(rows, descending);
            // the second round looks at columns instead of documents
            for (int offset : List.of(0, 1, 5000, 20_000, 26_000, 29_995, 0)) {
                IndexPage page = index.search(request(descending, offset, 10));
                assertEquals(DOCUMENTS, page.total());
                List<String> names = page.hits().stream()
                        .map(Locator::shortname)
                        .map(n -> n.value())
                        .toList();
                assertEquals(
                        expected.subList(offset, Math.min(DOCUMENTS, offset + 10)), names, descending + " " + offset);
            }
        }
        index.close();
    }

    /** More of them than wait for their order at once. */
    @Test
    void equalNumbersInSeveralSpellingsStandByAddress() {
        List<IndexDocument> batch = new ArrayList<>();
        List<String> spellings = List.of("\"5\"", "5", "5.0", "[5,5]", "\"5.00\"", "7", "3");
        for (int i = 0; i < 900; i++) {
            String price = spellings.get(i * 7 / 900);
            String body = "{\"payload\":{\"body\":{\"price\":" + price + "}}}";
            batch.add(TestDocuments.of("shop", "/items", "n" + (900 - i), body));
        }
        try (BothIndexes both = new BothIndexes(data)) {
            both.put(batch);
            for (boolean descending : List.of(false, true)) {
                for (int offset = 0; offset < 900; offset += 10) {
                    both.requireSame(request(descending, offset, 10));
                }
            }
        }
    }

    private static IndexRequest request(boolean descending, int offset, int limit) {
        IndexQuery all = new IndexQuery.All();
        List<SortKey> sort = List.of(new SortKey("payload.body.price", descending));
        return new IndexRequest(SPACE, DocumentKind.ENTRY, all, all, sort, offset, limit, true);
    }

    private static List<String> expected(List<Row> rows, boolean descending) {
        Map<Boolean, Comparator<Row>> order = new HashMap<>();
        order.put(false, Comparator.comparingInt(Row::value));
        order.put(true, Comparator.comparingInt(Row::value).reversed());
        Comparator<Row> missingLast = Comparator.comparing(row -> row.value < 0);
        return rows.stream()
                .sorted(missingLast.thenComparing(order.get(descending)).thenComparing(Row::shortname))
                .map(Row::shortname)
                .toList();
    }
}
