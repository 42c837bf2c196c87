package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.storage.files.internal.FaultyDisk.Fault;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.commit.StoreSettings;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redo of many lines reads the end of each log once, and what it writes is right also where logs come and go. */
final class RedoLogsTest {
    private static final int LINES = 40;

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    private StoreSettings settings(int activityBytes) {
        StoreSettings all = Fixtures.settings(folder);
        return new StoreSettings(all.spaces(), all.data(), all.journal(), all.cacheBytes(), activityBytes, all.zone());
    }

    private static void activity(Store store, int n) {
        Scenarios.commit(
                store,
                new ChangeOp.AppendActivity(
                        Scenarios.SHOP, Scenarios.line("a" + n).json()));
    }

    private static void createAndRemove(Store store) {
        Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
        Scenarios.commit(store, new ChangeOp.RemoveEntry(Scenarios.NEW, Optional.of("brush.json")));
    }

    /** What redo of everything that was done asks of the disk. */
    private List<String> redo(StoreSettings settings) throws IOException {
        disk.kill();
        FaultyDisk other = new FaultyDisk();
        other.arm(-1, Fault.ERROR, false);
        try (Store store = Store.open(other, settings, new StorageThreads())) {
            assertThat(store.redone()).isGreaterThan(LINES);
            return other.calls();
        }
    }

    private SortedMap<String, String> logs() throws IOException {
        SortedMap<String, String> all = Trees.snapshot(folder.resolve("spaces"));
        all.keySet().removeIf(name -> !name.endsWith("events.jsonl") && !name.endsWith("history.jsonl"));
        return all;
    }

    @Test
    void theLastPartOfTheActivityIsReadOnce() throws IOException {
        StoreSettings settings = settings(2000);
        Store store = Store.open(disk, settings, new StorageThreads());
        Scenarios.build(store);
        Path last = folder.resolve("spaces/shop/.dm/events.1.jsonl");
        for (int i = 2; i < LINES && !Files.exists(last); i++) {
            activity(store, i);
        }
        assertThat(last).exists();
        for (int i = 0; i < LINES; i++) {
            createAndRemove(store);
        }
        for (int i = LINES; i < LINES + 4; i++) {
            activity(store, i);
            createAndRemove(store);
        }
        SortedMap<String, String> before = logs();
        List<String> calls = redo(settings);
        assertThat(calls.stream().filter("openRead events.1.jsonl"::equals)).hasSize(1);
        assertThat(logs()).isEqualTo(before);
    }

    /** The part that redo sets aside itself is known already. */
    @Test
    void aPartThatRedoSetsAsideIsNotRead() throws IOException {
        Store store = Store.open(disk, settings(1 << 20), new StorageThreads());
        Scenarios.build(store);
        for (int i = 2; i < 3 * LINES; i++) {
            activity(store, i);
        }
        Files.delete(folder.resolve("spaces/shop/.dm/events.jsonl"));
        assertThat(redo(settings(4000))).noneMatch(call -> call.startsWith("openRead events."));
        long lines = 0;
        for (String text : Trees.snapshot(folder.resolve("spaces/shop/.dm")).values()) {
            lines += text.lines().filter(line -> line.contains("\"uuid\":\"a")).count();
        }
        assertThat(folder.resolve("spaces/shop/.dm/events.2.jsonl")).exists();
        assertThat(lines).isEqualTo(3 * LINES - 1);
    }

    @Test
    void aLogIsReadOnceWhateverElseIsRemoved() throws IOException {
        StoreSettings settings = settings(1 << 20);
        Store store = Store.open(disk, settings, new StorageThreads());
        Scenarios.build(store);
        for (int i = 10; i < 10 + LINES; i++) {
            Scenarios.commit(store, new ChangeOp.AppendHistory(Scenarios.PEN, Scenarios.line("h" + i)));
            createAndRemove(store);
        }
        SortedMap<String, String> before = logs();
        List<String> calls = redo(settings);
        assertThat(logs()).isEqualTo(before);
        // each line is a look at the last byte; of the whole there is one, as of the two logs of one line each
        assertThat(calls.stream().filter("pread history.jsonl"::equals)).hasSize(LINES + 3 + 3);
    }

    @Test
    void aLogThatCameAgainHasItsLines() throws IOException {
        StoreSettings settings = settings(1 << 20);
        Store store = Store.open(disk, settings, new StorageThreads());
        Scenarios.build(store);
        Locator goods = Locator.of("shop", "x", "goods", ResourceType.FOLDER);
        Locator inside = Locator.of("shop", "x/goods", "pen", ResourceType.CONTENT);
        Locator note = inside.attachment(ResourceType.COMMENT, Scenarios.NOTE.shortname());
        for (int i = 0; i < LINES; i++) {
            for (Locator at : List.of(goods, inside, note)) {
                Scenarios.commit(store, Scenarios.putJson(at, true, 1));
                Scenarios.commit(store, new ChangeOp.AppendHistory(at, Scenarios.line("same")));
            }
            if (i < LINES - 1) {
                Scenarios.commit(store, new ChangeOp.RemoveEntry(goods, Optional.of("goods.json")));
            }
        }
        SortedMap<String, String> before = logs();
        assertThat(before)
                .containsKeys(
                        "shop/x/goods/.dm/pen/history.jsonl",
                        "shop/x/.dm/goods/history.jsonl",
                        "shop/.dm/x/goods/pen/history.jsonl");
        Trees.remove(folder.resolve("spaces/shop/x"));
        Trees.remove(folder.resolve("spaces/shop/.dm/x"));
        redo(settings);
        assertThat(logs()).isEqualTo(before);
    }
}
