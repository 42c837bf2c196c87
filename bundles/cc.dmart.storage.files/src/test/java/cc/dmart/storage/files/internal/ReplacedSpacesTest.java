package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that is put back is told from the spaces that were left. */
final class ReplacedSpacesTest {
    private static final Locator PEN = Locator.of("shop", "catalog", "later", ResourceType.CONTENT);

    @TempDir
    Path folder;

    private Path spaces;
    private Path copy;

    @BeforeEach
    void build() throws IOException {
        spaces = folder.resolve("spaces");
        copy = folder.resolve("copy");
        try (Store store = open()) {
            Scenarios.build(store);
        }
    }

    private Store open() throws IOException {
        return Fixtures.open(new NioDisk(), folder);
    }

    private boolean isReplaced() throws IOException {
        try (Store store = open()) {
            return store.wasReplaced();
        }
    }

    private void putBack() throws IOException {
        Trees.remove(spaces);
        Trees.copy(copy, spaces);
    }

    @Test
    void whatWasLeftIsTheSame() throws IOException {
        assertThat(isReplaced()).isFalse();
        assertThat(isReplaced()).isFalse();
        Trees.copy(spaces, copy);
        putBack();
        assertThat(isReplaced()).as("moved with its times").isFalse();
    }

    @Test
    void aCopyThatWasMadeWhileItWasOpenIsAnother() throws IOException {
        try (Store store = open()) {
            Trees.copy(spaces, copy);
            Scenarios.commit(store, Scenarios.putJson(PEN, true, 1));
        }
        putBack();
        assertThat(isReplaced()).isTrue();
        assertThat(isReplaced()).as("once it was closed").isFalse();
    }

    @Test
    void aCopyWithTheTimeOfTheCopyingIsAnother() throws IOException {
        Files.setLastModifiedTime(spaces.resolve(".dmart.lock"), FileTime.from(Instant.now()));
        assertThat(isReplaced()).isTrue();
    }

    @Test
    void aCopyWithoutHiddenFilesIsAnother() throws IOException {
        Files.delete(spaces.resolve(".dmart.lock"));
        assertThat(isReplaced()).isTrue();
    }

    @Test
    void aCopyFromAnEarlierRunIsNoticedAfterACrashToo() throws IOException {
        Trees.copy(spaces, copy);
        open().close();
        FaultyDisk disk = new FaultyDisk();
        StorageThreads threads = new StorageThreads();
        Scenarios.commit(Store.open(disk, Fixtures.settings(folder), threads), Scenarios.putJson(PEN, true, 1));
        disk.kill();
        threads.close();
        putBack();
        assertThat(isReplaced()).isTrue();
    }

    @Test
    void withoutARememberedTimeNothingIsSaid() throws IOException {
        Files.delete(folder.resolve("data/journal/spaces.json"));
        Trees.copy(spaces, copy);
        putBack();
        assertThat(isReplaced()).isFalse();
    }
}
