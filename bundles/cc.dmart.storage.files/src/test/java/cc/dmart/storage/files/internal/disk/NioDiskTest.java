package cc.dmart.storage.files.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void onlyWhatIsNotThereIsAbsent() throws IOException {
        NioDisk disk = new NioDisk();
        Path file = Files.createFile(folder.resolve("file"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThat(disk.exists(file)).isTrue();
        assertThat(disk.exists(folder.resolve("none"))).isFalse();
        assertThat(disk.exists(folder.resolve("none/below"))).isFalse();
        assertThat(disk.exists(file.resolve("below"))).isFalse();
        assertThat(disk.exists(folder.resolve("long".repeat(100)))).isFalse();
        assertThat(disk.exists(Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("none"))))
                .isFalse();
        assertThatThrownBy(() -> disk.exists(loop)).isInstanceOf(IOException.class);
    }

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
