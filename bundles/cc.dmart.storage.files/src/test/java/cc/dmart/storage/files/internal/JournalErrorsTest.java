package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal after errors that are none of the disk. */
class JournalErrorsTest {
    private static final Set<String> CHANGING = Set.of("create", "mkdir", "rename", "delete", "open", "touch");

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    /** What was begun of a segment is taken back, whatever it is that went wrong. */
    @Test
    void anErrorWhileASegmentIsBegunCostsNoLaterChange() throws Exception {
        long last;
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            byte[] large = Arrays.copyOf(Scenarios.large(), 64 << 10);
            PayloadChange full = new PayloadChange.Bytes("pen.json", large, Optional.empty());
            Scenarios.commit(store, Scenarios.put(Scenarios.PEN, false, 2, full)); // the next segment is full now
            int segments = store.journal().segmentCount();
            disk.failNext("force", new OutOfMemoryError("made up"));
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 3)))
                    .isInstanceOf(DmartException.Unavailable.class);
            last = Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 4));
            assertThat(store.journal().segmentCount()).isEqualTo(segments + 1);
            try (JournalReader reader = store.journal().read(0)) {
                for (long seq = 1; seq <= last; seq++) {
                    assertThat(reader.next(Duration.ZERO).orElseThrow().seq()).isEqualTo(seq);
                }
            }
        }
        Fixtures.open(new FaultyDisk(), folder).close();
    }

    /** With forces in intervals, the end of the journal may be lost that a reader has passed. */
    @Test
    void aReaderWhoIsBeyondTheEndOfTheJournalReadsWhatComes() throws Exception {
        long last;
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            last = store.journal().lastSeq();
            store.journal().advance("reader", last + 5);
            store.journal().advance("behind", last - 1);
        }
        try (Store store = Fixtures.open(new FaultyDisk(), folder)) {
            assertThat(store.journal().cursors())
                    .containsOnly(Map.entry("reader", last), Map.entry("behind", last - 1));
        }
    }

    /** What is redone counts as durable, and after the death of a process may be in the memory of the system alone. */
    @Test
    void theJournalIsForcedBeforeAnythingIsRedone() throws Exception {
        StorageThreads threads = new StorageThreads();
        Scenarios.build(Store.open(disk, Fixtures.settings(folder), threads));
        disk.kill();
        threads.close();
        Files.delete(folder.resolve("spaces/shop/catalog/ink.json"));
        List<String> calls = new CopyOnWriteArrayList<>();
        Path shop = folder.resolve("spaces/shop");
        Disk watched = WatchedDisk.of((call, path) -> {
            String kind = CHANGING.contains(call) && path.startsWith(shop) ? "changes the shop" : call;
            calls.add(kind.equals("force") ? "forces " + path.getFileName() : kind);
        });
        try (Store store = Fixtures.open(watched, folder)) {
            assertThat(store.redone()).isEqualTo(11);
        }
        assertThat(folder.resolve("spaces/shop/catalog/ink.json")).exists();
        assertThat(calls).contains("changes the shop");
        assertThat(calls.subList(0, calls.indexOf("changes the shop"))).contains("forces 00000000000000000001.log");
    }
}
