package cc.dmart.storage.files.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownLinesTest {
    @TempDir
    Path folder;

    private static long hash(String line) {
        return KnownLines.hash(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesOfTheWindowAndOfWhatWasAppendedFromElsewhereAreKnown() throws IOException {
        String far = "x".repeat(100_000) + "\n";
        Path log = Files.writeString(folder.resolve("log"), "first\n" + far + "last\n");
        KnownLines known = new KnownLines(5);
        try (DiskFile in = new NioDisk().openRead(log)) {
            long end = in.size();
            isKnown(known.hashes(in, end, 0), "last\n");
            isKnown(known.hashes(in, end, far.length()), far, "last\n");
            isKnown(known.hashes(in, end, end), "first\n", far, "last\n");
        }
    }

    private static void isKnown(LineHashes found, String... lines) {
        assertThat(found.size()).isEqualTo(lines.length);
        assertThat(lines).allMatch(line -> found.contains(hash(line)));
    }
}
