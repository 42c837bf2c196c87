package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of folders that cannot be claimed. */
final class ClaimsTest {
    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    /** A file system that is mounted read-only is not another server. */
    @ParameterizedTest
    @CsvSource({"lock .dmart.lock,spaces,spaces", "lock lock,data,data/journal", "mkdir,spaces,spaces"})
    void whatCannotBeWrittenIsNamed(String call, String setting, String path) {
        disk.failNext(call, new FileSystemException("/x", null, "Read-only file system"));
        assertThatThrownBy(() -> Fixtures.open(disk, folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessage(setting + ": " + folder.resolve(path) + " cannot be written: Read-only file system");
    }

    @Test
    void dataThatNobodyMayWriteIsNamedAndSpacesAreOnlyRead() throws IOException {
        disk.failNext("lock lock", new AccessDeniedException("/x"));
        assertThatThrownBy(() -> Fixtures.open(disk, folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessage("data: " + folder.resolve("data/journal") + " cannot be written: permission denied");
        disk.failNext("lock .dmart.lock", new AccessDeniedException("/x"));
        try (Store store = Fixtures.open(disk, folder)) {
            assertThat(store.isReadOnly()).isFalse();
        }
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("spaces"), "text");
        assertThatThrownBy(() -> Fixtures.open(disk, folder))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessage("spaces: " + file + " cannot be written: Not a directory");
    }

    @Test
    void aFolderInUseIsNamedAsSuch() throws IOException {
        Store store = Fixtures.open(disk, folder);
        try (store) {
            assertThatThrownBy(() -> Fixtures.open(new FaultyDisk(), folder))
                    .isInstanceOf(UnusableFolderException.class)
                    .hasMessageStartingWith("data: the folder " + folder.resolve("data/journal")
                            + " cannot be claimed, another server may be using it: ");
        }
    }
}
