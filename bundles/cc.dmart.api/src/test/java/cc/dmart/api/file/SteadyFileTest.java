package cc.dmart.api.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that stay open. */
class SteadyFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 5, 0",
        "1, 0, 1",
        "7, 0, 7",
        "7, 1, 7",
        "8192, 0, 8192",
        "1, 8191, 1",
        "1, 8192, 1",
        "8192, 8192, 8192",
        "0, 20000, 0",
        "30000, 20000, 30000"
    })
    void wholeLinesEndBehindTheLastNewline(int whole, int torn, long end) throws IOException {
        Path file = folder.resolve("lines");
        String line = whole == 0 ? "" : "x".repeat(whole - 1) + "\n";
        Files.writeString(file, line + "y".repeat(torn));
        try (SteadyFile lines = SteadyFile.reading(file)) {
            assertThat(lines.wholeLines()).isEqualTo(end);
        }
    }

    @Test
    void aFileIsOfItsOwnerOrAsFilesUsuallyAre() throws IOException {
        SteadyFile.writing(folder.resolve("own")).close();
        SteadyFile.writingShared(folder.resolve("shared")).close();
        Path usual = Files.createFile(folder.resolve("usual"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("own")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("shared")))
                .isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void anInterruptIsKeptAndDisturbsNothing() throws IOException {
        try (SteadyFile file = SteadyFile.writingShared(folder.resolve("file"))) {
            Thread.currentThread().interrupt();
            file.write(ByteBuffer.wrap(new byte[] {'a', '\n', 'b'}), 0);
            assertThat(file.wholeLines()).isEqualTo(2);
            file.truncate(2);
            file.force(true);
            assertThat(file.size()).isEqualTo(2);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
