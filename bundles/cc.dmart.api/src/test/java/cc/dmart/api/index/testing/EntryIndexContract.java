package cc.dmart.api.index.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every index must do; extended once per engine. */
public abstract class EntryIndexContract {
    private static final SpaceName SPACE = new SpaceName("shop");
    private static final IndexQuery ALL = new IndexQuery.All();

    private final AtomicLong seq = new AtomicLong();
    private EntryIndex index = new InMemoryEntryIndex();

    /** The engine under test, empty and published; closed by the subclass after each test. */
    protected abstract EntryIndex open();

    @BeforeEach
    void openIndex() {
        index = open();
    }

    static java.util.stream.Stream<Arguments> rows() {
        return QueryRows.rows();
    }

    private void apply(List<Locator> deletes, List<IndexBatch.Tree> trees, List<IndexDocument> puts) {
        index.apply(new IndexBatch(seq.incrementAndGet(), deletes, trees, puts));
        index.await();
    }

    private void put(IndexDocument... documents) {
        apply(List.of(), List.of(), List.of(documents));
    }

    private static IndexDocument doc(String subpath, String name, String json) {
        return TestDocuments.of("shop", subpath, name, json);
    }

    private static IndexRequest request(
            IndexQuery query, IndexQuery access, List<SortKey> sort, int offset, int limit) {
        return new IndexRequest(SPACE, DocumentKind.ENTRY, query, access, sort, offset, limit, true);
    }

    private String found(IndexQuery query, SortKey... sort) {
        IndexPage page = index.search(request(query, ALL, List.of(sort), 0, 1000));
        assertThat(page.total()).isEqualTo(page.hits().size());
        assertThat(index.count(request(query, ALL, List.of(), 0, 0))).isEqualTo(page.total());
        return names(page);
    }

    private static String names(IndexPage page) {
        return String.join(
                "", page.hits().stream().map(h -> h.shortname().value()).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyTestMatchesWhatItShould(String expected, IndexQuery query) {
        put(QueryRows.samples().toArray(IndexDocument[]::new));
        put(TestDocuments.of("other", "/products", "x", "{\"payload\":{\"body\":{\"name\":\"Red Shoe\"}}}"));
        assertThat(found(query)).isEqualTo(expected);
        IndexQuery not = new IndexQuery.Not(query);
        String rest = "abcdef".replaceAll(expected.isEmpty() ? "$" : "[" + expected + "]", "");
        assertThat(found(not)).isEqualTo(rest);
        assertThat(names(index.search(request(ALL, query, List.of(), 0, 100)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "payload.body.v,false,dcbaehgfk",
        "payload.body.v,true,fgheacbdk",
    })
    void rowsAreSortedByTheLeastOrGreatestValue(String path, boolean descending, String expected) {
        put(
                doc("/p", "a", "{\"payload\":{\"body\":{\"v\":\"25\"}}}"),
                doc("/p", "b", "{\"payload\":{\"body\":{\"v\":5}}}"),
                doc("/p", "c", "{\"payload\":{\"body\":{\"v\":[25.0,1]}}}"),
                doc("/p", "d", "{\"payload\":{\"body\":{\"v\":-3.5}}}"),
                doc("/p", "e", "{\"payload\":{\"body\":{\"v\":false}}}"),
                doc("/p", "f", "{\"payload\":{\"body\":{\"v\":\"red\"}}}"),
                doc("/p", "g", "{\"payload\":{\"body\":{\"v\":\"Red\"}}}"),
                doc("/p", "h", "{\"payload\":{\"body\":{\"v\":\"blue\"}}}"),
                doc("/p", "k", "{\"payload\":{\"body\":{\"v\":null}}}"));
        assertThat(found(ALL, new SortKey(path, descending))).isEqualTo(expected);
    }

    @Test
    void tiesAreBrokenByTheAddress() {
        put(
                doc("/p/q", "a", "{}"),
                doc("/p", "c", "{}"),
                doc("/p", "b", "{}"),
                doc("/p", "b", "{\"resource_type\":\"ticket\"}"),
                doc("/", "z", "{}"),
                doc("/p_q", "y", "{}"));
        assertThat(found(ALL)).isEqualTo("zbbcay");
        assertThat(found(ALL, new SortKey("updated_at", true))).isEqualTo("zbbcay");
        assertThat(found(ALL, new SortKey("updated_at", false))).isEqualTo("zbbcay");
        assertThat(found(ALL, new SortKey("payload.body.none", true))).isEqualTo("zbbcay");
    }

    @Test
    void newestComeFirstAcrossManyChanges() {
        for (int i = 0; i < 9; i++) {
            put(doc("/p", "n" + i, "{\"updated_at\":\"2025-01-0" + (1 + (i * 4) % 9) + "T00:00:00\"}"));
        }
        put(doc("/p", "none", "{\"updated_at\":null}"));
        assertThat(found(ALL, new SortKey("updated_at", true))).isEqualTo("n2n4n6n8n1n3n5n7n0none");
        assertThat(found(ALL, new SortKey("updated_at", false))).isEqualTo("n0n7n5n3n1n8n6n4n2none");
    }

    @Test
    void pagesAreCutFromTheWholeAndTotalsAreExact() {
        for (int i = 0; i < 25; i++) {
            put(doc("/p", "n" + (char) ('a' + i), "{\"payload\":{\"body\":{\"even\":" + (i % 2 == 0) + "}}}"));
        }
        List<SortKey> byName = List.of(new SortKey("shortname", false));
        IndexQuery access = IndexQuery.Exact.of(ExactField.TYPE, "content");
        IndexPage page = index.search(request(ALL, access, byName, 3, 2));
        assertThat(page).isEqualTo(new IndexPage(25, List.of(at("nd"), at("ne"))));
        assertThat(index.search(request(ALL, access, byName, 24, 10)).hits()).containsExactly(at("ny"));
        assertThat(index.search(request(ALL, access, byName, 25, 10))).isEqualTo(new IndexPage(25, List.of()));
        assertThat(index.search(request(ALL, access, byName, 1_000_000, 10))).isEqualTo(new IndexPage(25, List.of()));
        assertThat(index.search(request(ALL, access, byName, 0, 0))).isEqualTo(new IndexPage(25, List.of()));
        IndexRequest uncounted = new IndexRequest(SPACE, DocumentKind.ENTRY, ALL, access, byName, 0, 1, false);
        assertThat(index.search(uncounted)).isEqualTo(new IndexPage(-1, List.of(at("na"))));
    }

    private static Locator at(String name) {
        return Locator.of("shop", "/p", name, ResourceType.CONTENT);
    }

    @Test
    void putReplacesAndDeleteRemovesOneAddress() {
        put(doc("/p", "a", "{}"), doc("/p", "a", "{\"resource_type\":\"ticket\"}"), doc("/q", "a", "{}"));
        put(doc("/p", "a", "{\"tags\":[\"x\"]}"));
        assertThat(found(ALL)).isEqualTo("aaa");
        assertThat(found(IndexQuery.Exact.of(ExactField.TAG, "x"))).isEqualTo("a");
        apply(List.of(at("a")), List.of(), List.of());
        assertThat(found(ALL)).isEqualTo("aa");
        assertThat(found(IndexQuery.Exact.of(ExactField.TAG, "x"))).isEmpty();
    }

    @Test
    void treeGoesWithEverythingBelowAndNothingBeside() {
        put(
                doc("/p", "a", "{}"),
                doc("/p/q", "b", "{}"),
                doc("/p/q/c", "m", "{\"resource_type\":\"comment\"}"),
                doc("/pq", "c", "{}"),
                doc("/", "p", "{}"));
        put(TestDocuments.of("other", "/p", "x", "{}"));
        IndexBatch.Tree tree = new IndexBatch.Tree(SPACE, Subpath.parse("/p"));
        apply(List.of(), List.of(tree), List.of(doc("/p", "new", "{}")));
        assertThat(found(ALL)).isEqualTo("pnewc");
        assertThat(count("shop", DocumentKind.ATTACHMENT)).isZero();
        assertThat(count("other", DocumentKind.ENTRY)).isOne();
        apply(List.of(), List.of(new IndexBatch.Tree(SPACE, Subpath.ROOT)), List.of());
        assertThat(found(ALL)).isEmpty();
        assertThat(count("other", DocumentKind.ENTRY)).isOne();
    }

    private long count(String space, DocumentKind kind) {
        return index.count(new IndexRequest(new SpaceName(space), kind, ALL, ALL, List.of(), 0, 0, true));
    }

    @Test
    void attachmentsAreASetOfTheirOwn() {
        put(doc("/p", "a", "{}"), doc("/p/a", "m", "{\"resource_type\":\"comment\"}"));
        assertThat(found(ALL)).isEqualTo("a");
        assertThat(found(new IndexQuery.Not(new IndexQuery.None()))).isEqualTo("a");
        assertThat(count("shop", DocumentKind.ATTACHMENT)).isOne();
    }

    /** What a visit hands over, as {@code name[values|values]}, checking what is said of numbers of values. */
    private List<String> rows(IndexQuery query, IndexQuery access, String... columns) {
        return VisitedRows.of(index, request(query, access, List.of(), 0, 0), List.of(columns));
    }

    @Test
    void visitHandsOverTheValuesOfEveryVisibleMatch() {
        put(
                doc("/p", "a", "{\"tags\":[\"x\",\"Y\",\"x\"],\"payload\":{\"body\":{\"v\":[3,\"3\",3,2.50]}}}"),
                doc("/p", "b", "{\"tags\":[\"y\"],\"payload\":{\"body\":{\"v\":\"z\"}}}"),
                doc("/p", "c", "{\"payload\":{\"body\":{\"v\":[true,null,\"7\",\"7\"]}}}"),
                doc("/q", "d", "{\"payload\":{\"body\":{\"v\":[]}}}"));
        put(TestDocuments.of("other", "/p", "x", "{\"tags\":[\"x\"]}"));
        String values = "payload.body.v";
        assertThat(rows(ALL, ALL, "tags", values))
                .containsExactly("a[x Y|2.5 3 3 3]", "b[y|z]", "c[|7 7 true]", "d[|]");
        assertThat(rows(IndexQuery.Exact.of(ExactField.TAG, "x"), ALL, values)).containsExactly("a[2.5 3 3 3]");
        assertThat(rows(ALL, IndexQuery.Exact.of(ExactField.SUBPATH, "/q"), "subpath", "none"))
                .containsExactly("d[/q|]");
        assertThat(rows(new IndexQuery.None(), ALL, values)).isEmpty();
    }

    @Test
    void aRequestWhoseTimeIsOverGetsNoPartOfAnAnswer() {
        put(doc("/p", "a", "{\"tags\":[\"x\"]}"));
        IndexRequest request = request(ALL, ALL, List.of(), 0, 10);
        Deadline.begin(-1);
        try {
            assertThatThrownBy(() -> index.search(request)).isInstanceOf(DmartException.Unavailable.class);
            assertThatThrownBy(() -> index.count(request)).isInstanceOf(DmartException.Unavailable.class);
            assertThatThrownBy(() -> rows(ALL, ALL, "tags")).isInstanceOf(DmartException.Unavailable.class);
        } finally {
            Deadline.end();
        }
        assertThat(index.count(request)).isOne();
        assertThat(rows(ALL, ALL, "tags")).containsExactly("a[x]");
    }

    @Test
    void visitAgreesWithTheReferenceOnRandomRows() {
        RandomQueries queries = new RandomQueries(new Random(7));
        InMemoryEntryIndex twin = new InMemoryEntryIndex();
        List<IndexDocument> documents = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            documents.add(queries.document("d" + i));
        }
        put(documents.toArray(IndexDocument[]::new));
        twin.apply(new IndexBatch(1, List.of(), List.of(), documents));
        List<String> columns = List.of("payload.body.a", "payload.body.b", "slug", "tags", "created_at", "none");
        for (int i = 0; i < 15; i++) {
            IndexRequest request = request(queries.tree(2), queries.tree(1), List.of(), 0, 0);
            assertThat(VisitedRows.of(index, request, columns))
                    .as("%d: %s", i, request)
                    .isEqualTo(VisitedRows.of(twin, request, columns));
        }
    }

    @Test
    void listGivesAllHitsInOrder() {
        ListedHits.comeInOrder(index);
    }

    @Test
    void aListIsOfOneState() {
        ListedHits.areOfOneState(index);
    }

    @Test
    void watermarkIsTheLastNumberWithoutAGapBefore() {
        long before = index.watermark();
        index.apply(IndexBatch.nothing(before + 2));
        index.checkpoint();
        assertThat(index.watermark()).isEqualTo(before);
        index.apply(IndexBatch.nothing(before + 1));
        index.apply(IndexBatch.nothing(before + 4));
        index.checkpoint();
        assertThat(index.watermark()).isEqualTo(before + 2);
    }

    @Test
    void rebuildReplacesEverythingAtOnce() {
        put(doc("/p", "old", "{}"));
        try (IndexGeneration next = index.begin(0)) {
            next.add(List.of(doc("/p", "a", "{}"), doc("/p", "b", "{}")));
            put(doc("/p", "live", "{}"));
            next.apply(new IndexBatch(2, List.of(at("b")), List.of(), List.of(doc("/p", "live", "{}"))));
            assertThat(found(ALL)).isEqualTo("liveold");
            next.publish(2);
        }
        assertThat(found(ALL)).isEqualTo("alive");
        assertThat(index.watermark()).isEqualTo(2);
        assertThat(index.isUsable()).isTrue();
        index.apply(new IndexBatch(3, List.of(), List.of(), List.of(doc("/p", "c", "{}"))));
        index.await();
        index.checkpoint();
        assertThat(found(ALL)).isEqualTo("aclive");
        assertThat(index.watermark()).isEqualTo(3);
    }

    @Test
    void rebuildThatIsGivenUpChangesNothingAndCanBeGoneOnWith() {
        put(doc("/p", "old", "{}"));
        try (IndexGeneration next = index.begin(1)) {
            assertThat(next.has(at("a"))).isFalse();
            next.add(List.of(doc("/p", "a", "{}"), doc("/p", "b", "{}")));
            next.apply(new IndexBatch(2, List.of(at("b")), List.of(), List.of()));
        }
        assertThat(found(ALL)).isEqualTo("old");
        try (IndexGeneration next = index.resume().orElseThrow()) {
            assertThat(next.begun()).isOne();
            assertThat(List.of(next.has(at("a")), next.has(at("b")), next.has(at("old"))))
                    .containsExactly(true, false, false);
            next.add(List.of(doc("/p", "c", "{}")));
            next.publish(3);
        }
        assertThat(found(ALL)).isEqualTo("ac");
        assertThat(index.resume()).isEmpty();
        index.begin(3).close();
        index.begin(4).close();
        try (IndexGeneration next = index.resume().orElseThrow()) {
            assertThat(next.begun()).isEqualTo(4);
        }
        assertThat(found(ALL)).isEqualTo("ac");
    }

    @Test
    void whatWasAppliedBeforeIsFoundAfterAwait() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all.add(pool.submit(() -> readOwnWrites(thread)));
        }
        pool.shutdown();
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(count("shop", DocumentKind.ENTRY)).isEqualTo(threads * 10L);
    }

    private void readOwnWrites(int thread) {
        for (int i = 0; i < 40; i++) {
            String tag = "t" + thread + "_" + i;
            IndexDocument written = doc("/p", "n" + thread + "_" + i % 10, "{\"tags\":[\"" + tag + "\"]}");
            put(written);
            IndexPage page = index.search(request(IndexQuery.Exact.of(ExactField.TAG, tag), ALL, List.of(), 0, 10));
            assertThat(page).isEqualTo(new IndexPage(1, List.of(written.at())));
        }
    }

    @Test
    void answersAsTheReferenceOnRandomTrees() {
        for (long seed : new long[] {20250101, 42, 7_000_003}) {
            answersAsTheReference(seed, 2000);
        }
    }

    private void answersAsTheReference(long seed, int trees) {
        Random random = new Random(seed);
        RandomQueries queries = new RandomQueries(random);
        InMemoryEntryIndex twin = new InMemoryEntryIndex();
        apply(List.of(), List.of(new IndexBatch.Tree(SPACE, Subpath.ROOT)), List.of());
        for (int i = 0; i < 90; i++) {
            IndexDocument document = queries.document("d" + random.nextInt(70));
            put(document);
            twin.apply(new IndexBatch(i + 1, List.of(), List.of(), List.of(document)));
        }
        for (int i = 0; i < trees; i++) {
            IndexRequest request =
                    request(queries.tree(3), queries.tree(1), queries.sort(), random.nextInt(5), random.nextInt(200));
            assertThat(index.search(request))
                    .as("%d of %d: %s", i, seed, request)
                    .isEqualTo(twin.search(request));
        }
    }
}
