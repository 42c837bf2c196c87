package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.commit.StoreSettings;
import cc.dmart.storage.files.internal.journal.JournalSettings;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails: whatever part of the unforced names and bytes is lost, after the next start every acknowledged change is
 * there, whole and once ({@code design.md} 1).
 */
final class PowerLossTest {
    private Path temp = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        temp = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "dmart-power")
                : Files.createTempDirectory("dmart-power");
    }

    @AfterEach
    void removeFolder() throws IOException {
        Trees.remove(temp);
    }

    static Stream<Arguments> changes() {
        return Scenarios.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void nothingAcknowledgedIsLost(String name, Consumer<Store> change) throws IOException {
        Path live = Files.createDirectory(temp.resolve("live"));
        PowerDisk disk = new PowerDisk();
        StorageThreads threads = new StorageThreads();
        try (Store store = Store.open(disk, Fixtures.settings(live), threads)) {
            Scenarios.build(store);
            change.accept(store);
            SortedMap<String, String> all = tree(live);
            int changes = disk.unforced();
            for (int first = 0; first <= changes; first++) {
                PowerDisk.Loss[] kinds = PowerDisk.Loss.values();
                for (int i = 0; i < (first == changes ? kinds.length : 1); i++) {
                    PowerDisk.Loss loss = kinds[(first + i) % kinds.length];
                    Path left = temp.resolve("left");
                    disk.fail(live, first, loss, left);
                    Fixtures.open(new FaultyDisk(), left).close();
                    assertThat(tree(left))
                            .as(name + ": " + first + " of " + changes + " unforced names, content " + loss)
                            .isEqualTo(all);
                    Trees.remove(left);
                }
            }
        }
    }

    /** A space may be a mount point; what a checkpoint has passed is not redone. */
    @ParameterizedTest
    @ValueSource(strings = {"update", "create in a new folder", "move folder"})
    void aCheckpointReachesSpacesOnOtherFileSystems(String name) throws IOException {
        Path live = Files.createDirectory(temp.resolve("live"));
        PowerDisk disk = new PowerDisk();
        Store store = Store.open(disk, Fixtures.settings(live), new StorageThreads());
        Scenarios.commit(store, Scenarios.put(Scenarios.SPACE, true, 0, new PayloadChange.Keep()));
        disk.mountAt(live.resolve("spaces/shop"));
        Scenarios.build(store);
        Objects.requireNonNull(Scenarios.all().get(name)).accept(store);
        recovers(disk, live, "before a checkpoint");
        store.close();
        recovers(disk, live, "after a checkpoint");
    }

    /** Whatever may be lost of the last moments: a checkpoint in the middle of a change counts on the journal. */
    @Test
    void theJournalReachesAsFarAsTheCheckpointOfAMove() throws IOException {
        Path live = Files.createDirectory(temp.resolve("live"));
        PowerDisk disk = new PowerDisk();
        StoreSettings settings = Fixtures.settings(
                live,
                j -> new JournalSettings(
                        false,
                        3_600_000,
                        j.segmentBytes(),
                        j.checkpointBytes(),
                        j.checkpointSeconds(),
                        j.retentionHours()));
        try (Store store = Store.open(disk, settings, new StorageThreads())) {
            disk.mountAt(live.resolve("data"));
            Scenarios.build(store);
            Objects.requireNonNull(Scenarios.all().get("move folder")).accept(store);
            recovers(disk, live, "after a move");
        }
    }

    private void recovers(PowerDisk disk, Path live, String when) throws IOException {
        SortedMap<String, String> all = tree(live);
        Path left = temp.resolve("left");
        disk.fail(live, 0, PowerDisk.Loss.FORCED, left);
        Fixtures.open(new FaultyDisk(), left).close();
        assertThat(tree(left)).as(when).isEqualTo(all);
        Trees.remove(left);
    }

    private static SortedMap<String, String> tree(Path folder) throws IOException {
        SortedMap<String, String> out = Trees.snapshot(folder.resolve("spaces"));
        out.keySet().removeIf(path -> path.endsWith(".staging/"));
        return out;
    }
}
