package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever keeps a store from being opened is told in one sentence, and nothing is lost by it. */
final class OpeningFailureTest {
    private static final String CHANGE_12 =
            "spaces: change 12 in the journal cannot be brought into the files until this is mended: ";

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    /** Ends a server that has made twelve changes and no checkpoint. */
    private void abandon() throws IOException {
        FaultyDisk first = new FaultyDisk();
        StorageThreads threads = new StorageThreads();
        Store store = Store.open(first, Fixtures.settings(folder), threads);
        Scenarios.build(store);
        Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
        first.kill();
        threads.close();
    }

    private Path payload() {
        return folder.resolve("spaces/shop/catalog/brush.json");
    }

    private void refuses(String sentence) {
        assertThatThrownBy(() -> Fixtures.open(disk, folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessage(sentence);
    }

    private void opens() throws IOException {
        try (Store store = Fixtures.open(disk, folder)) {
            assertThat(store.finder().find(Scenarios.NEW)).isPresent();
            assertThat(store.journal().lastSeq()).isEqualTo(12);
        }
    }

    @Test
    void aChangeThatCannotBeRedoneIsNamedWithTheFile() throws IOException {
        abandon();
        Files.delete(payload());
        disk.failNext("create", new AccessDeniedException(payload().toString()));
        refuses(CHANGE_12 + payload() + ": permission denied");
        opens();
    }

    @Test
    void aDirectoryInThePlaceOfAFileIsNamed() throws IOException {
        abandon();
        Files.delete(payload());
        Files.createDirectory(payload());
        refuses(CHANGE_12 + "no regular file: " + payload());
        Files.delete(payload());
        opens();
    }

    @Test
    void aFailureOfTheProgramIsToldToo() throws IOException {
        abandon();
        Files.delete(payload());
        disk.failNext("create", new IllegalStateException("made up"));
        refuses(CHANGE_12 + "java.lang.IllegalStateException: made up");
        opens();
    }

    @Test
    void aJournalThatCannotBeReadIsNamed() throws IOException {
        abandon();
        Path segment = folder.resolve("data/journal/1.log");
        disk.failNext("openRead", new FileSystemException(segment.toString(), null, "Input/output error"));
        refuses("data: the store cannot be opened: " + segment + ": Input/output error");
        opens();
    }

    @Test
    void aSpacesFolderThatCannotBeReadIsNamed() throws IOException {
        Fixtures.open(new FaultyDisk(), folder).close();
        Path spaces = folder.resolve("spaces");
        BlindDisk blind = new BlindDisk();
        blind.close(spaces);
        assertThatThrownBy(() -> Fixtures.open(blind.disk(), folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessage("spaces: the store cannot be opened: " + spaces + ": permission denied");
    }

    /** It is in nobody's way. */
    @Test
    void whatUploadsLeftAndCannotBeRemovedStays() throws IOException {
        abandon();
        Path left = Files.createDirectories(folder.resolve("spaces/shop/.dm/.staging"));
        Files.writeString(left.resolve("abc"), "text");
        Fixtures.open(new FaultyDisk(), folder).close();
        Files.createDirectories(left);
        Files.writeString(left.resolve("abc"), "text");
        disk.failNext("delete", new AccessDeniedException(left.resolve("abc").toString()));
        opens();
        assertThat(left.resolve("abc")).exists();
    }
}
