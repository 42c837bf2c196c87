package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import cc.dmart.storage.files.internal.journal.JournalSettings;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opening does with a journal that is torn, damaged or in use, and how a store behaves whose disk is full. */
final class JournalRecoveryTest {
    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
            return files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
        }
    }

    private Path segment() throws IOException {
        return segments().get(0);
    }

    private void abandonAfterTwoCreates() throws IOException {
        StorageThreads threads = new StorageThreads();
        Store store = Store.open(disk, Fixtures.settings(folder), threads);
        Scenarios.build(store);
        Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
        Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, false, 2));
        disk.kill();
        threads.close();
    }

    private int lengthOfData() throws IOException {
        byte[] bytes = Files.readAllBytes(segment());
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void damage(int at) throws IOException {
        try (FileChannel out = FileChannel.open(segment(), StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(new byte[] {0x55, 0x55, 0x55}), at);
        }
    }

    @Test
    void tornTailIsCut() throws IOException {
        abandonAfterTwoCreates();
        damage(lengthOfData() - 20);
        try (Store store = Fixtures.open(new FaultyDisk(), folder)) {
            assertThat(store.redone()).isEqualTo(12);
            assertThat(store.journal().lastSeq()).isEqualTo(12);
            assertThat(Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 3)))
                    .isEqualTo(13);
        }
    }

    @Test
    void damageInTheMiddleStopsTheStart() throws IOException {
        abandonAfterTwoCreates();
        damage(200);
        var before = Trees.snapshot(folder.resolve("spaces"));

        assertThatThrownBy(() -> Fixtures.open(new FaultyDisk(), folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessageStartingWith("data: the journal in " + folder.resolve("data/journal") + " is damaged: ")
                .hasMessageContaining("change 1 ");
        assertThat(Trees.snapshot(folder.resolve("spaces"))).isEqualTo(before);
    }

    @Test
    void aSecondServerIsTurnedAway() throws IOException {
        try (Store store = Fixtures.open(new FaultyDisk(), folder)) {
            assertThatThrownBy(() -> Fixtures.open(new FaultyDisk(), folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be claimed");
            assertThat(store.isReadOnly()).isFalse();
        }
        Fixtures.open(new FaultyDisk(), folder).close();
    }

    @Test
    void cleanStopLeavesNothingToRedo() throws IOException {
        try (Store store = Fixtures.open(new FaultyDisk(), folder)) {
            Scenarios.build(store);
        }
        try (Store store = Fixtures.open(new FaultyDisk(), folder)) {
            assertThat(store.redone()).isZero();
            assertThat(store.journal().lastSeq()).isEqualTo(11);
            assertThat(store.journal().firstSeq()).isEqualTo(1);
        }
    }

    @Test
    void fullDiskRefusesAndGoesOnWhenThereIsRoomAgain() throws IOException {
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            disk.failNext("pwrite", 1);
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1)))
                    .isInstanceOfSatisfying(
                            DmartException.Unavailable.class,
                            e -> assertThat(e.status()).isEqualTo(503));
            assertThat(store.finder().find(Scenarios.NEW)).isEmpty();
            assertThat(store.isReadOnly()).isFalse();
            assertThat(Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 2)))
                    .isEqualTo(12);
        }
    }

    /** Once it is durable it would be done, whatever its sender was told ({@code storage.md} 8.1). */
    @Test
    void aChangeThatHasNoRoomIsRefusedBeforeItIsDurable() throws Exception {
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            long before = store.journal().mark().last();
            disk.leave(1 << 20);
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1)))
                    .isInstanceOf(DmartException.Unavailable.class)
                    .hasMessageContaining("no room");
            assertThat(store.isReadOnly()).isFalse();
            assertThat(store.journal().mark().last()).isEqualTo(before);
            Scenarios.commit(store, new ChangeOp.RemoveEntry(Scenarios.PEN, Optional.empty()));
            disk.leave(8 << 20);
            Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
        }
    }

    @Test
    void whatCannotBeAppliedMakesTheStoreReadOnlyUntilItCan() throws Exception {
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            disk.failNext("create", 4);
            List<String> told = new CopyOnWriteArrayList<>();
            Change late = new Change(List.of(Scenarios.putJson(Scenarios.NEW, true, 1)), List.of(), false);
            assertThatThrownBy(() -> store.commit(late, seq -> told.add(seq + " " + store.isReadOnly())))
                    .isInstanceOfSatisfying(
                            DmartException.Unavailable.class,
                            e -> assertThat(e.status() + " " + e.isStored())
                                    .isEqualTo("500 true")); // not to be sent again
            assertThat(store.isReadOnly()).isTrue();
            assertThat(store.finder().find(Scenarios.PEN)).isPresent();
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 2)))
                    .isInstanceOf(DmartException.Unavailable.class)
                    .hasMessageContaining("read-only");

            assertThat(store.journal().mark().await(12, Duration.ofSeconds(30))).isTrue();
            assertThat(store.finder().find(Scenarios.NEW)).isPresent();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (told.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 2)))
                    .isEqualTo(13);
            assertThat(told).containsExactly("12 false");
        }
    }

    /** Whoever sent it gives up the file when it fails; the change is done nevertheless. */
    @Test
    void aStagedFileWaitsForItsChange() throws Exception {
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            StagedUpload file = store.staging()
                    .stage(Scenarios.SHOP, new ByteArrayInputStream("uploaded".getBytes(StandardCharsets.UTF_8)), 1000);
            disk.failNext("rename", new IOException("No space left on device"), 3);
            assertThatThrownBy(() -> Scenarios.commit(
                            store,
                            Scenarios.put(
                                    Scenarios.PEN,
                                    false,
                                    6,
                                    new PayloadChange.Staged("pen.pdf", file, Optional.of("pen.json")))))
                    .isInstanceOf(DmartException.Unavailable.class);
            store.discard(file.token());
            long last = store.journal().mark().last();
            assertThat(store.journal().mark().await(last + 1, Duration.ofSeconds(30)))
                    .isTrue();
            assertThat(folder.resolve("spaces/shop/catalog/pen.pdf")).hasContent("uploaded");
            assertThat(store.staging().isThere(file.token())).isFalse();
        }
    }

    @Test
    void anErrorWhileAChangeIsAppliedIsOvercomeAsAFailingDiskIs() throws Exception {
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            disk.failNext(
                    "create",
                    new OutOfMemoryError("made up"),
                    5); // three at once, and the first time it is tried again
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1)))
                    .isInstanceOf(DmartException.Unavailable.class);
            assertThat(store.journal().mark().await(12, Duration.ofSeconds(30))).isTrue();
            assertThat(store.finder().find(Scenarios.NEW)).isPresent();
        }
    }

    @Test
    void cursorsAreStoredAfterAnError() throws Exception {
        try (Store store = Fixtures.open(disk, folder)) {
            store.journal().advance("reader", 0);
            disk.failNext("rename", new OutOfMemoryError("made up"));
            store.journal().advance("reader", 7);
            Path file = folder.resolve("data/journal/cursors/reader.json");
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!Files.readString(file).contains("7") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(file).content().contains("7");
        }
    }

    @Test
    void readersSeeEveryChangeAcrossSegmentsAndRestarts() throws Exception {
        int n = 300;
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            for (int i = 0; i < n; i++) {
                Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, i));
            }
        }
        try (Store store = Fixtures.open(new FaultyDisk(), folder);
                JournalReader reader = store.journal().read(0)) {
            assertThat(segments()).hasSizeGreaterThan(1);
            for (long seq = 1; seq <= n + 11; seq++) {
                assertThat(reader.next(Duration.ZERO).orElseThrow().seq()).isEqualTo(seq);
            }
            assertThat(reader.next(Duration.ofMillis(1))).isEmpty();
        }
    }

    private Store open(FaultyDisk on, UnaryOperator<JournalSettings> change) throws IOException {
        return Store.open(on, Fixtures.settings(folder, change), new StorageThreads());
    }

    private static JournalSettings interval(JournalSettings j, int millis) {
        return new JournalSettings(
                false, millis, j.segmentBytes(), j.checkpointBytes(), j.checkpointSeconds(), j.retentionHours());
    }

    @Test
    void withAnIntervalRepliesDoNotWaitAndProcessDeathLosesNothing() throws IOException {
        try (StorageThreads threads = new StorageThreads()) {
            Store store = Store.open(disk, Fixtures.settings(folder, j -> interval(j, 60_000)), threads);
            Scenarios.build(store);
            disk.arm(-1, FaultyDisk.Fault.ERROR, false);
            Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
            assertThat(disk.calls()).contains("create brush.json").noneMatch(c -> c.startsWith("fsync"));
            disk.kill();
        }
        try (Store store = open(new FaultyDisk(), j -> interval(j, 60_000))) {
            assertThat(store.redone()).isEqualTo(12);
            assertThat(store.finder().find(Scenarios.NEW)).isPresent();
        }
    }

    @Test
    void withAnIntervalTheDiskHasEveryChangeSoon() throws IOException {
        try (Store store = open(disk, j -> interval(j, 5))) {
            Scenarios.build(store);
            long forces = store.journal().forces();
            Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (store.journal().forces() == forces && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(store.journal().forces()).isGreaterThan(forces);
        }
    }

    @Test
    void segmentsGoWhenCheckpointCursorsAndAgeLetThem() throws IOException {
        UnaryOperator<JournalSettings> young =
                j -> new JournalSettings(true, 50, j.segmentBytes(), j.checkpointBytes(), 3600, 0);
        try (Store store = open(disk, young)) {
            Scenarios.build(store);
            for (int i = 0; i < 300; i++) {
                Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, i));
            }
            store.journal().advance("slow", 20);
        }
        int all = segments().size();
        assertThat(all).isGreaterThan(1);
        try (Store store = open(new FaultyDisk(), young)) {
            assertThat(store.journal().cursor("slow")).hasValue(20);
        }
        assertThat(segments()).as("a reader needs all behind 20").hasSize(all);
        try (Store store = open(new FaultyDisk(), j -> j)) {
            store.journal().advance("slow", 311);
        }
        assertThat(segments()).as("too young for a retention of a day").hasSize(all);
        open(new FaultyDisk(), young).close();
        assertThat(segments()).hasSize(1);
        try (Store store = open(new FaultyDisk(), young)) {
            assertThat(store.journal().firstSeq()).isBetween(2L, 311L);
            assertThat(store.journal().lastSeq()).isEqualTo(311);
            assertThat(Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 1)))
                    .isEqualTo(312);
        }
    }

    /** Else a crash in the next moment would let a new reader begin later, and it would miss what lies between. */
    @Test
    void whereAReaderBeganIsOnDiskWhenItBegins() throws IOException {
        try (Store store = open(new FaultyDisk(), j -> j)) {
            store.journal().advance("new one", 0);
            Path file = folder.resolve("data/journal/cursors/new+one.json");
            assertThat(file).content().isEqualTo("{\"seq\":0}");
        }
    }

    @Test
    void aReaderWhosePositionIsLostBeginsWithTheOldestChange() throws IOException {
        Path cursors = Files.createDirectories(folder.resolve("data/journal/cursors"));
        Files.writeString(cursors.resolve("torn.json"), "{\"se");
        Files.writeString(cursors.resolve("empty.json"), "");
        try (Store store = open(new FaultyDisk(), j -> j)) {
            assertThat(store.journal().cursor("torn")).hasValue(0);
            assertThat(store.journal().cursor("empty")).hasValue(0);
            assertThat(store.journal().cursor("nobody")).isEmpty();
        }
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside/.dm/secret"));
        Files.writeString(outside.resolve("meta.content.json"), "{\"shortname\":\"secret\"}");
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            Files.createSymbolicLink(folder.resolve("spaces/shop/evil"), folder.resolve("outside"));
            Locator secret = Locator.of("shop", "evil", "secret", ResourceType.CONTENT);
            Locator planted = Locator.of("shop", "evil", "planted", ResourceType.CONTENT);

            assertThat(store.finder().find(secret)).isEmpty();
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(planted, true, 1)))
                    .isInstanceOf(DmartException.Invalid.class);
            assertThat(folder.resolve("outside/planted.json")).doesNotExist();
            assertThat(store.isReadOnly()).isFalse();
        }
    }

    @Test
    void filesOfOthersAreNotOverwrittenByRedo() throws IOException {
        abandonAfterTwoCreates();
        Path meta = folder.resolve("spaces/shop/catalog/.dm/pen/meta.content.json");
        Files.writeString(meta, "{\"shortname\":\"pen\",\"by\":\"git pull\"}");
        Fixtures.open(new FaultyDisk(), folder).close();

        assertThat(meta).hasContent("{\"shortname\":\"pen\",\"by\":\"git pull\"}");
    }
}
