package cc.dmart.index.lucene.internal.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.LuceneEntryIndex;
import cc.dmart.index.lucene.internal.TestConfig;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order by time and the totals where segments are large ({@code query.md} 3.1). */
class NewestFirstTest {
    private static final int DOCUMENTS = 20_000;
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final IndexQuery ALL = new IndexQuery.All();

    @TempDir
    Path data;

    private final List<Row> rows = new ArrayList<>();
    private final Random random = new Random(11);
    private LuceneEntryIndex index;

    private record Row(String folder, String name, Optional<LocalDateTime> time, boolean isCommon, boolean isRare) {
        IndexDocument document() {
            String words = "one" + (isCommon ? " jasmine" : "") + (isRare ? " saffron" : "");
            String meta = time.map(t -> "'updated_at':'" + t + "'").orElse("'updated_at':null");
            String json = "{" + meta + ",'payload':{'schema_shortname':'item','body':{'text':'" + words + "'}}}";
            return TestDocuments.of("shop", folder, name, json.replace('\'', '"'));
        }

        boolean isItem() {
            return folder.equals("/items");
        }

        Locator at() {
            return document().at();
        }
    }

    @BeforeEach
    void fill() {
        index = new LuceneEntryIndex(TestConfig.of(data));
        index.begin(0).publish(0);
        List<IndexDocument> batch = new ArrayList<>();
        LocalDateTime start = LocalDateTime.of(2025, 1, 1, 0, 0);
        for (int i = 0; i < DOCUMENTS; i++) {
            // mostly in the order of time, now and then far out of it, some at the same moment, some without
            int minutes = random.nextInt(20) == 0 ? random.nextInt(DOCUMENTS) : i / 3;
            Row row = new Row(
                    random.nextInt(300) == 0 ? "/other" : "/items",
                    "n" + random.nextInt(1 << 30) + "_" + i,
                    random.nextInt(50) == 0 ? Optional.empty() : Optional.of(start.plusMinutes(minutes)),
                    random.nextInt(2) == 0,
                    random.nextInt(100) == 0);
            rows.add(row);
            batch.add(row.document());
            if (batch.size() == 9000 || i == DOCUMENTS - 1) {
                apply(List.of(), batch);
                batch = new ArrayList<>();
            }
        }
    }

    @AfterEach
    void close() {
        index.close();
    }

    private void apply(List<Locator> deletes, List<IndexDocument> puts) {
        index.apply(new IndexBatch(0, deletes, List.of(), puts));
        index.await();
    }

    @Test
    void pagesAndTotalsAreThoseOfTheRows() {
        verifyAll();
        remove(100);
        verifyAll();
        change(60);
        verifyAll();
        remove(4000);
        verifyAll();
    }

    private void remove(int count) {
        List<Locator> gone = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            gone.add(rows.remove(random.nextInt(rows.size())).at());
        }
        apply(gone, List.of());
    }

    private void change(int count) {
        List<IndexDocument> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int years = i % 2;
            Row old = rows.remove(random.nextInt(rows.size()));
            Row next = new Row(old.folder, old.name, old.time.map(t -> t.plusYears(years)), !old.isCommon, old.isRare);
            rows.add(next);
            puts.add(next.document());
        }
        apply(List.of(), puts);
    }

    private void verifyAll() {
        IndexQuery items = IndexQuery.Exact.of(ExactField.ANCESTOR, "/items");
        IndexQuery jasmine = new IndexQuery.Word("jasmine");
        IndexQuery saffron = new IndexQuery.Word("saffron");
        verify(ALL, ALL, r -> true);
        verify(jasmine, ALL, Row::isCommon);
        verify(saffron, ALL, Row::isRare);
        verify(new IndexQuery.Word("nothing"), ALL, r -> false);
        verify(new IndexQuery.And(List.of(items, jasmine)), ALL, r -> r.isItem() && r.isCommon);
        verify(new IndexQuery.And(List.of(items, saffron)), ALL, r -> r.isItem() && r.isRare);
        verify(new IndexQuery.And(List.of(jasmine, saffron)), ALL, r -> r.isCommon && r.isRare);
        verify(new IndexQuery.Or(List.of(jasmine, saffron)), ALL, r -> r.isCommon || r.isRare);
        verify(new IndexQuery.And(List.of(jasmine, new IndexQuery.Not(saffron))), ALL, r -> r.isCommon && !r.isRare);
        verify(jasmine, items, r -> r.isItem() && r.isCommon);
        verify(new IndexQuery.Not(items), ALL, r -> !r.isItem());
        verifyList(ALL, rows);
        verifyList(jasmine, rows.stream().filter(Row::isCommon).toList());
    }

    /** All of them come once and in order, part by part. */
    private void verifyList(IndexQuery query, List<Row> hits) {
        for (boolean descending : List.of(true, false)) {
            List<String> found = new ArrayList<>();
            index.list(
                    request(query, ALL, descending, 0, Integer.MAX_VALUE),
                    at -> found.add(at.subpath().slashed() + at.shortname().value()));
            assertEquals(
                    hits.stream()
                            .sorted(order(descending))
                            .map(r -> r.folder + r.name)
                            .toList(),
                    found);
        }
    }

    private void verify(IndexQuery query, IndexQuery access, Predicate<Row> is) {
        List<Row> hits = rows.stream().filter(is).toList();
        assertEquals(
                hits.size(), index.search(request(query, access, true, 0, 0)).total(), query.toString());
        for (boolean descending : List.of(true, false)) {
            List<String> expected = hits.stream()
                    .sorted(order(descending))
                    .map(r -> r.folder + r.name)
                    .toList();
            for (int offset : new int[] {0, 7, 900, hits.size() - 3}) {
                if (offset >= 0) {
                    IndexPage page = index.search(request(query, access, descending, offset, 10));
                    List<String> found = page.hits().stream()
                            .map(h -> h.subpath().slashed() + h.shortname().value())
                            .toList();
                    String what = query + " " + descending + " " + offset;
                    assertEquals(
                            expected.subList(Math.min(offset, expected.size()), Math.min(expected.size(), offset + 10)),
                            found,
                            what);
                    assertEquals(offset < hits.size() ? hits.size() : page.total(), page.total(), what);
                }
            }
        }
    }

    private static Comparator<Row> order(boolean descending) {
        Comparator<LocalDateTime> time = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing((Row r) -> r.time.isEmpty())
                .thenComparing(r -> r.time.orElse(LocalDateTime.MAX), time)
                .thenComparing(Row::folder)
                .thenComparing(Row::name);
    }

    private static IndexRequest request(
            IndexQuery query, IndexQuery access, boolean descending, int offset, int limit) {
        List<SortKey> sort = List.of(new SortKey("updated_at", descending));
        return new IndexRequest(SPACE, DocumentKind.ENTRY, query, access, sort, offset, limit, true);
    }
}
