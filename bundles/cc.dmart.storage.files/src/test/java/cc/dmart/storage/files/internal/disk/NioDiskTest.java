package cc.dmart.storage.files.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real file system, whichever it is. */
final class NioDiskTest {
    @TempDir
    Path folder;

    @Test
    void theNumberOfDirectoriesIsRightOrNotTold() throws IOException {
        NioDisk disk = new NioDisk();
        assertThat(disk.directories(folder.resolve("none"))).isEqualTo(-1);
        assertThat(disk.directories(folder)).isIn(0, -1);
        Path one = Files.createDirectory(folder.resolve("one"));
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("link"), one);
        assertThat(disk.directories(folder)).isIn(1, -1);
        Files.createDirectory(folder.resolve("two"));
        assertThat(disk.directories(folder)).isIn(2, -1);
    }
}
