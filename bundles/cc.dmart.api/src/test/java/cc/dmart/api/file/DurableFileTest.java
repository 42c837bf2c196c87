package cc.dmart.api.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced as a whole. */
class DurableFileTest {
    @TempDir
    Path folder;

    private String[] names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(f -> f.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void aFileIsMadeWithItsFoldersAndReplaced() throws IOException {
        Path file = folder.resolve("a/b/state.json");
        DurableFile.replace(file, "one".getBytes(UTF_8));
        assertThat(file).hasContent("one");
        byte[] large = "x".repeat(200_000).getBytes(UTF_8);
        DurableFile.replace(file, new ByteArrayInputStream(large));
        assertThat(file).hasBinaryContent(large);
        DurableFile.replace(file, new byte[0]);
        assertThat(file).isEmptyFile();
        assertThat(names(file.getParent())).containsExactly("state.json");
    }

    @Test
    void whatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("state.json");
        DurableFile.replace(file, "one".getBytes(UTF_8));
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream("xxxxxxxxxx".getBytes(UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("no more");
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) throws IOException {
                        return read();
                    }
                });
        assertThatThrownBy(() -> DurableFile.replace(file, broken)).hasMessage("no more");
        assertThat(file).hasContent("one");
        assertThat(names(folder)).containsExactly("state.json");
    }

    @Test
    void anInterruptThatIsSetStaysAndDisturbsNothing() throws IOException {
        Path file = folder.resolve("state.json");
        Thread.currentThread().interrupt();
        try {
            DurableFile.replace(file, "one".getBytes(UTF_8));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasContent("one");
    }
}
