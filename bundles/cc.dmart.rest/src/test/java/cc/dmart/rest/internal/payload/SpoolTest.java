package cc.dmart.rest.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.SpooledFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that comes in: in memory or on disk, with its checksum, durable as far as somebody had time. */
class SpoolTest {
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 70;

    @TempDir
    Path folder;

    private static byte[] chunk(int number) {
        byte[] out = new byte[CHUNK];
        Arrays.fill(out, (byte) (number + 1));
        return out;
    }

    private static String fill(Spool spool, int chunks) throws Exception {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < chunks; i++) {
            spool.write(chunk(i), CHUNK);
            sum.update(chunk(i));
        }
        return HexFormat.of().formatHex(sum.digest());
    }

    private static void isWhole(Spool spool, String sum) throws IOException {
        try (InputStream in = spool.content()) {
            SpooledFile file = spool.spooled().orElseThrow();
            assertThat(file.size()).isEqualTo((long) CHUNKS * CHUNK);
            assertThat(file.sha256()).isEqualTo(sum);
            assertThat(Files.size(file.path())).isEqualTo(file.size());
            for (int i = 0; i < CHUNKS; i++) {
                assertThat(Arrays.equals(in.readNBytes(CHUNK), chunk(i))).isTrue();
            }
        }
    }

    @Test
    void aLargeFileIsForcedWhileItComes() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        Executor early = task -> {
            forces.incrementAndGet();
            task.run();
        };
        try (Spool spool = new Spool(folder, Long.MAX_VALUE, early)) {
            isWhole(spool, fill(spool, CHUNKS));
        }
        assertThat(forces).hasValue(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutAFreeThreadItIsTheSameFile() throws Exception {
        try (Spool spool = new Spool(folder, Long.MAX_VALUE)) {
            isWhole(spool, fill(spool, CHUNKS));
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** The system tells of a failure once: whoever forces the file in the end would take it for whole. */
    @Test
    void aDiskThatFailsMeanwhileFailsTheUpload() throws Exception {
        Executor broken = task -> {
            Thread.currentThread().interrupt(); // an interrupted thread forces nothing
            task.run();
            assertThat(Thread.interrupted()).isTrue();
        };
        try (Spool spool = new Spool(folder, Long.MAX_VALUE, broken)) {
            fill(spool, 32);
            assertThatThrownBy(spool::content)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be written");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSmallOneStaysInMemory() throws Exception {
        try (Spool spool = new Spool(folder, 10)) {
            spool.write(new byte[] {1, 2, 3}, 3);
            assertThat(spool.content()).hasBinaryContent(new byte[] {1, 2, 3});
            assertThat(spool.spooled()).isEqualTo(Optional.empty());
            assertThat(folder).isEmptyDirectory();
        }
    }
}
