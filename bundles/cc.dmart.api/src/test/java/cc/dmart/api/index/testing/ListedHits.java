package cc.dmart.api.index.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.ArrayList;
import java.util.List;

/** What {@link EntryIndex#list} must do with more hits than an engine looks for at a time. */
final class ListedHits {
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final int ROWS = 3200;

    private ListedHits() {}

    private static List<IndexDocument> documents() {
        List<IndexDocument> out = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String value =
                    i % 7 == 0 ? "" : ",\"payload\":{\"body\":{\"v\":" + (i * 31 % 40) + ",\"w\":\"x" + i % 3 + "\"}}";
            String time = String.format("2025-01-%02dT00:00:00", 1 + i % 28);
            out.add(TestDocuments.of("shop", "/p" + i % 2, "n" + i, "{\"updated_at\":\"" + time + "\"" + value + "}"));
        }
        return out;
    }

    private static IndexRequest request(List<SortKey> sort, int offset, int limit) {
        IndexQuery all = new IndexQuery.All();
        return new IndexRequest(SPACE, DocumentKind.ENTRY, all, all, sort, offset, limit, false);
    }

    private static List<Locator> listed(EntryIndex index, IndexRequest request) {
        List<Locator> out = new ArrayList<>();
        index.list(request, out::add);
        return out;
    }

    private static void fill(EntryIndex index) {
        index.apply(new IndexBatch(1, List.of(), List.of(), documents()));
        index.await();
    }

    /** All hits come once and in order, whatever orders them and whatever part is asked for. */
    static void comeInOrder(EntryIndex index) {
        fill(index);
        InMemoryEntryIndex twin = new InMemoryEntryIndex();
        fill(twin);
        SortKey value = new SortKey("payload.body.v", false);
        List<List<SortKey>> orders = List.of(
                List.of(),
                List.of(new SortKey("updated_at", true)),
                List.of(new SortKey("updated_at", false)),
                List.of(value),
                List.of(new SortKey("payload.body.v", true)),
                List.of(new SortKey("payload.body.w", true), value),
                List.of(new SortKey("payload.body.none", false)));
        for (List<SortKey> sort : orders) {
            IndexRequest all = request(sort, 0, Integer.MAX_VALUE);
            List<Locator> expected = twin.search(all).hits();
            assertThat(expected).hasSize(ROWS);
            assertThat(listed(index, all)).as("%s", sort).isEqualTo(expected);
            assertThat(listed(index, request(sort, 700, 1900))).as("%s", sort).isEqualTo(expected.subList(700, 2600));
            assertThat(listed(index, request(sort, 3190, 1900))).as("%s", sort).isEqualTo(expected.subList(3190, ROWS));
            assertThat(listed(index, request(sort, 0, 0))).isEmpty();
        }
    }

    /** A list is of the moment in which it began: what is changed or put in its place meanwhile does not touch it. */
    static void areOfOneState(EntryIndex index) {
        fill(index);
        List<Locator> expected = listed(index, request(List.of(), 0, Integer.MAX_VALUE));
        List<Locator> out = new ArrayList<>();
        index.list(request(List.of(), 0, Integer.MAX_VALUE), at -> {
            if (out.isEmpty()) {
                index.apply(new IndexBatch(
                        2, List.of(), List.of(new IndexBatch.Tree(SPACE, new Subpath("p1"))), List.of()));
                index.await();
                try (IndexGeneration next = index.begin(0)) {
                    next.publish(2);
                }
            }
            out.add(at);
        });
        assertThat(out).isEqualTo(expected);
        assertThat(listed(index, request(List.of(), 0, Integer.MAX_VALUE))).isEmpty();
    }
}
