package cc.dmart.storage.files.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines come whole, wherever the blocks end that they are read in. */
final class ForwardLinesTest {
    @TempDir
    Path folder;

    private List<String> lines(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("log"), text);
        List<String> out = new ArrayList<>();
        try (DiskFile in = new NioDisk().openRead(file)) {
            ForwardLines.each(in, line -> out.add(new String(line, StandardCharsets.UTF_8)));
        }
        return out;
    }

    @Test
    void allComeInOrder() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n\n")).isEmpty();
        assertThat(lines("one")).containsExactly("one");
        List<String> all = new ArrayList<>();
        for (int length = 1; length < 300_000; length += length / 3 + 1) {
            all.add("x".repeat(length));
        }
        all.add("y".repeat((64 << 10) - 1));
        assertThat(lines(String.join("\n", all) + "\n")).isEqualTo(all);
        assertThat(lines(String.join("\n\n", all))).isEqualTo(all);
    }
}
