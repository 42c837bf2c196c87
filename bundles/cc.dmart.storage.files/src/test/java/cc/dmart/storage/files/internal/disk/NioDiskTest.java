package cc.dmart.storage.files.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 20_000})
    void aFileOfAnySizeIsReadWholeUpToTheLimit(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        NioDisk disk = new NioDisk();
        assertThat(disk.read(file, 1 << 20)).isEqualTo(content);
        assertThat(disk.read(file, size)).isEqualTo(content);
        if (size > 0) {
            assertThatThrownBy(() -> disk.read(file, size - 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("larger than " + (size - 1) + " bytes");
        }
    }

    @Test
    void filesAreCountedOrNotTold() {
        assertThat(new NioDisk().files(folder)).isNotZero().isGreaterThanOrEqualTo(-1);
        assertThat(new NioDisk().files(folder.resolve("none"))).isEqualTo(-1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneDeviceMayBeMountedInSeveralPlaces() throws IOException {
        NioDisk disk = new NioDisk();
        Path one = Files.createDirectory(folder.resolve("one"));
        assertThat(disk.mount(one)).isEqualTo(disk.mount(folder)).isNotEmpty();
        assertThat(disk.mount(Path.of("/proc")))
                .isNotEqualTo(disk.mount(Path.of("/")))
                .endsWith(":/proc");
    }

    @Test
    void whatIsMissingOrIsALinkIsToldToo() throws IOException {
        NioDisk disk = new NioDisk();
        assertThat(disk.isWritable(folder)).isTrue();
        assertThat(disk.isWritable(folder.resolve("none"))).isFalse();
        Files.createFile(folder.resolve("file"));
        assertThat(disk.entries(folder)).containsExactly(folder.resolve("file"));
        assertThat(disk.entries(folder.resolve("file"))).isEmpty();
        assertThat(disk.entries(folder.resolve("none"))).isEmpty();
    }
}
