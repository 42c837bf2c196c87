package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on disk after a stop, a crash, damage, a rebuild. */
class DurabilityTest {
    @TempDir
    Path data;

    private LuceneEntryIndex open(Path folder) {
        return new LuceneEntryIndex(TestConfig.of(folder));
    }

    private LuceneEntryIndex published() {
        LuceneEntryIndex index = open(data);
        index.begin(0).publish(0);
        return index;
    }

    private static IndexBatch batch(long seq, String... names) {
        List<IndexDocument> puts = Stream.of(names)
                .map(n -> TestDocuments.of("shop", "/p", n, "{}"))
                .toList();
        return new IndexBatch(seq, List.of(), List.of(), puts);
    }

    private static long count(LuceneEntryIndex index) {
        index.await();
        IndexQuery all = new IndexQuery.All();
        return index.count(
                new IndexRequest(new SpaceName("shop"), DocumentKind.ENTRY, all, all, List.of(), 0, 0, true));
    }

    /** The folder as a crash leaves it: a copy made while the index is open. */
    private Path crash() throws IOException {
        Path copy = Files.createDirectory(data.resolveSibling(data.getFileName() + "-crashed"));
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("write.lock")) {
                    Path target = copy.resolve(data.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
        }
        return copy;
    }

    @Test
    void newFolderIsNotUsableUntilSomethingIsPublished() {
        LuceneEntryIndex index = open(data);
        assertThat(index.isUsable()).isFalse();
        assertThat(index.watermark()).isZero();
        index.apply(batch(1, "a"));
        answersNothing(index);
        index.close();
        index = open(data);
        assertThat(index.isUsable()).isFalse();
        answersNothing(index);
        assertThat(index.watermark()).isZero();
        index.begin(0).publish(7);
        assertThat(index.isUsable()).isTrue();
        assertThat(index.watermark()).isEqualTo(7);
        index.close();
    }

    /** What is not known to be whole must not say that something is not there. */
    private static void answersNothing(LuceneEntryIndex index) {
        index.await();
        IndexQuery all = new IndexQuery.All();
        IndexRequest request =
                new IndexRequest(new SpaceName("shop"), DocumentKind.ENTRY, all, all, List.of(), 0, 10, true);
        RowVisitor rows = new RowVisitor() {
            @Override
            public void run() {}

            @Override
            public void row(IndexRow row) {}
        };
        List<ThrowingCallable> questions = List.of(
                () -> index.search(request),
                () -> index.count(request),
                () -> index.visit(request, List.of(), rows),
                () -> index.list(request, at -> {}));
        for (ThrowingCallable question : questions) {
            assertThatThrownBy(question)
                    .isInstanceOfSatisfying(
                            DmartException.Unavailable.class,
                            e -> assertThat(e.status()).isEqualTo(503));
        }
    }

    @Test
    void stopKeepsEverythingAndTheWatermark() {
        LuceneEntryIndex index = published();
        index.apply(batch(1, "a", "b"));
        index.apply(batch(2, "c"));
        index.close();
        index = open(data);
        assertThat(index.isUsable()).isTrue();
        assertThat(index.watermark()).isEqualTo(2);
        assertThat(count(index)).isEqualTo(3);
        index.close();
    }

    @Test
    void crashFallsBackToTheLastCommitAndRedoIsIdempotent() throws IOException {
        LuceneEntryIndex index = published();
        index.apply(batch(1, "a"));
        index.apply(batch(3, "c"));
        index.checkpoint();
        index.apply(batch(2, "b"));
        index.apply(batch(4, "d"));
        index.await();
        Path crashed = crash();
        index.close();
        index = open(crashed);
        assertThat(index.isUsable()).isTrue();
        assertThat(index.watermark()).isEqualTo(1);
        for (IndexBatch redone : List.of(batch(2, "b"), batch(3, "c"), batch(4, "d"))) {
            index.apply(redone);
        }
        assertThat(count(index)).isEqualTo(4);
        index.checkpoint();
        assertThat(index.watermark()).isEqualTo(4);
        index.close();
    }

    @Test
    void crashInARebuildLeavesTheOneInUseAndWhatWasBuilt() throws IOException {
        LuceneEntryIndex index = published();
        index.apply(batch(1, "a"));
        index.checkpoint();
        IndexGeneration next = index.begin(1);
        next.add(batch(0, "x", "y").puts());
        next.checkpoint();
        next.add(batch(0, "z").puts());
        Path crashed = crash();
        assertThatThrownBy(() -> index.begin(1)).isInstanceOf(IllegalStateException.class);
        next.close();
        index.close();
        LuceneEntryIndex after = open(crashed);
        assertThat(after.isUsable()).isTrue();
        assertThat(count(after)).isOne();
        try (IndexGeneration resumed = after.resume().orElseThrow()) {
            assertThat(resumed.begun()).isOne();
            assertThat(List.of(at("x"), at("y"), at("z"), at("a")))
                    .map(resumed::has)
                    .containsExactly(true, true, false, false);
            resumed.add(batch(0, "z").puts());
            resumed.publish(1);
        }
        assertThat(count(after)).isEqualTo(3);
        assertThat(after.resume()).isEmpty();
        assertThat(generations(crashed)).isOne();
        after.close();
    }

    @Test
    void aFirstBuildGoesOnAfterACrash() throws IOException {
        LuceneEntryIndex index = open(data);
        IndexGeneration next = index.begin(4);
        next.add(batch(0, "x", "y").puts());
        next.checkpoint();
        Path crashed = crash();
        next.close();
        index.close();
        index = open(crashed);
        assertThat(index.isUsable()).isFalse();
        try (IndexGeneration resumed = index.resume().orElseThrow()) {
            assertThat(resumed.begun()).isEqualTo(4);
            assertThat(resumed.has(at("x"))).isTrue();
            resumed.publish(5);
        }
        assertThat(index.isUsable()).isTrue();
        assertThat(index.watermark()).isEqualTo(5);
        index.close();
        index = open(crashed);
        assertThat(count(index)).isEqualTo(2);
        assertThat(generations(crashed)).isOne();
        index.close();
    }

    private static Locator at(String name) {
        return batch(0, name).puts().get(0).at();
    }

    @Test
    void publishedGenerationIsTheOnlyOneAndSurvivesACrash() throws IOException {
        LuceneEntryIndex index = published();
        index.apply(batch(1, "a"));
        try (IndexGeneration next = index.begin(0)) {
            next.add(batch(0, "x", "y").puts());
            next.publish(1);
        }
        assertThat(generations(data)).isOne();
        Path crashed = crash();
        index.close();
        index = open(crashed);
        assertThat(index.isUsable()).isTrue();
        assertThat(index.watermark()).isOne();
        assertThat(count(index)).isEqualTo(2);
        index.close();
    }

    private static long generations(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("index"))) {
            return all.count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"segments_", ".tim", ".doc", ".dvd", ".si", ".fnm"})
    void damagedFilesAreFoundAndRebuilt(String part) throws IOException {
        LuceneEntryIndex index = published();
        index.apply(batch(1, "a", "b"));
        index.close();
        damage(part);
        index = open(data);
        assertThat(index.isUsable()).isFalse();
        assertThat(index.watermark()).isZero();
        answersNothing(index);
        try (IndexGeneration next = index.begin(0)) {
            next.add(batch(0, "a").puts());
            next.publish(1);
        }
        assertThat(index.isUsable()).isTrue();
        assertThat(count(index)).isOne();
        index.close();
    }

    private void damage(String part) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            Path file = files.filter(f -> f.getFileName().toString().contains(part))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        }
    }

    @Test
    void indexOfAnotherFormatIsNotUsed() throws IOException {
        LuceneEntryIndex index = published();
        index.close();
        Path folder;
        try (Stream<Path> all = Files.list(data.resolve("index"))) {
            folder = all.findFirst().orElseThrow();
        }
        try (org.apache.lucene.store.Directory directory = org.apache.lucene.store.FSDirectory.open(folder);
                org.apache.lucene.index.IndexWriter writer = new org.apache.lucene.index.IndexWriter(
                        directory, new org.apache.lucene.index.IndexWriterConfig())) {
            writer.setLiveCommitData(
                    java.util.Map.of("schema", "0", "complete", "true").entrySet());
            writer.commit();
        }
        index = open(data);
        assertThat(index.isUsable()).isFalse();
        index.close();
    }

    @Test
    void rebuildBesideLiveTrafficLosesNothing() throws Exception {
        LuceneEntryIndex index = published();
        AtomicLong seq = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        List<IndexBatch> journal = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<?> writer = pool.submit(() -> {
            while (!stop.get()) {
                synchronized (journal) {
                    IndexBatch next = batch(seq.incrementAndGet(), "n" + seq.get() % 50);
                    journal.add(next);
                    index.apply(next);
                }
            }
        });
        Future<?> reader = pool.submit(() -> {
            while (!stop.get()) {
                assertThat(count(index)).isBetween(0L, 50L);
            }
        });
        for (int round = 0; round < 5; round++) {
            rebuild(index, journal);
        }
        stop.set(true);
        writer.get(30, TimeUnit.SECONDS);
        reader.get(30, TimeUnit.SECONDS);
        pool.shutdown();
        index.checkpoint();
        assertThat(index.watermark()).isEqualTo(seq.get());
        assertThat(count(index)).isEqualTo(Math.min(50, seq.get()));
        index.close();
    }

    @Test
    void manyWritersLoseNothingAndKeepTheOrderOfEachEntry() throws Exception {
        int writers = 6;
        int versions = 300;
        LuceneEntryIndex index = published();
        AtomicLong seq = new AtomicLong();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<?>> running = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String name = "w" + w;
            running.add(pool.submit(() -> {
                for (int v = 0; v < versions; v++) {
                    IndexDocument next = TestDocuments.of("shop", "/p", name, "{\"owner_shortname\":\"v" + v + "\"}");
                    List<Locator> deletes = v % 50 == 49 ? List.of(next.at()) : List.of();
                    index.apply(new IndexBatch(seq.incrementAndGet(), deletes, List.of(), List.of(next)));
                    if (v % 100 == 0) {
                        assertThat(count(index)).isBetween(1L, (long) writers);
                    }
                }
            }));
        }
        for (Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        pool.shutdown();

        assertThat(count(index)).isEqualTo(writers);
        IndexQuery last = IndexQuery.Exact.of(ExactField.OWNER, "v" + (versions - 1));
        assertThat(index.count(new IndexRequest(
                        new SpaceName("shop"), DocumentKind.ENTRY, last, new IndexQuery.All(), List.of(), 0, 0, true)))
                .isEqualTo(writers);
        index.checkpoint();
        assertThat(index.watermark()).isEqualTo((long) writers * versions);
        index.close();
    }

    private static void rebuild(LuceneEntryIndex index, List<IndexBatch> journal) {
        try (IndexGeneration next = index.begin(0)) {
            long from;
            synchronized (journal) {
                from = journal.size();
                next.add(journal.stream()
                        .flatMap(b -> b.puts().stream())
                        .collect(java.util.stream.Collectors.toMap(IndexDocument::at, d -> d, (a, b) -> b))
                        .values()
                        .stream()
                        .toList());
            }
            synchronized (journal) {
                journal.stream().skip(from).forEach(next::apply);
                next.publish(journal.size());
            }
        }
    }

    @Test
    void folderThatCannotBeMadeIsAnErrorAtStart() throws IOException {
        Path file = Files.createFile(data.resolve("plain"));
        assertThatThrownBy(() -> open(file)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> new LuceneEntryIndex(new TestConfig(data.toString(), 1, 32, 1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index_ram_mb");
    }
}
