package cc.dmart.rest.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.SpooledFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that comes in: in memory or on disk, with its checksum, durable as far as somebody had time. */
class SpoolTest {
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 70;

    @TempDir
    Path folder;

    private static WaitingFolder in(Path folder) {
        return new WaitingFolder(folder, false);
    }

    private static void refuse(Runnable task) {
        throw new RejectedExecutionException();
    }

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
            assertThat(spool.spooled().orElseThrow().sha256()).as("asked again").isEqualTo(sum);
            assertThat(file.head()).isEqualTo(Arrays.copyOf(chunk(0), SpooledFile.HEAD));
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
        try (Spool spool = new Spool(in(folder), Long.MAX_VALUE, early)) {
            isWhole(spool, fill(spool, CHUNKS));
        }
        assertThat(forces).hasValue(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutAFreeThreadItIsTheSameFile() throws Exception {
        try (Spool spool = new Spool(in(folder), Long.MAX_VALUE, SpoolTest::refuse)) {
            isWhole(spool, fill(spool, CHUNKS));
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static void failingDisk(Runnable task) {
        Thread.currentThread().interrupt(); // an interrupted thread forces nothing
        task.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** The system tells of a failure once: whoever forces the file in the end would take it for whole. */
    @Test
    void aDiskThatFailsMeanwhileFailsTheUpload() throws Exception {
        try (Spool spool = new Spool(in(folder), Long.MAX_VALUE, SpoolTest::failingDisk)) {
            fill(spool, 32);
            assertThatThrownBy(spool::content)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be written");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** What it is refused for is the answer then. */
    @Test
    void aDiskThatFailsIsNothingToAnUploadThatNobodyWants() throws Exception {
        Spool spool = new Spool(in(folder), Long.MAX_VALUE, SpoolTest::failingDisk);
        fill(spool, 32);
        spool.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSmallOneStaysInMemory() throws Exception {
        try (Spool spool = new Spool(in(folder), 10, SpoolTest::refuse)) {
            spool.write(new byte[] {1, 2, 3}, 3);
            assertThat(spool.content()).hasBinaryContent(new byte[] {1, 2, 3});
            assertThat(spool.spooled()).isEqualTo(Optional.empty());
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void itsHeadIsWhatCameFirstInWhateverPieces() throws Exception {
        byte[] bytes = new byte[CHUNK];
        new Random(5).nextBytes(bytes);
        for (int first : new int[] {1, 1000, SpooledFile.HEAD, 300_000}) {
            try (Spool spool = new Spool(in(folder), Long.MAX_VALUE, SpoolTest::refuse)) {
                spool.write(bytes, first);
                spool.write(Arrays.copyOfRange(bytes, first, CHUNK), CHUNK - first);
                spool.content().close();
                assertThat(spool.spooled().orElseThrow().head())
                        .as("first " + first)
                        .isEqualTo(Arrays.copyOf(bytes, SpooledFile.HEAD));
            }
        }
    }

    /** Archives are read here: what nobody takes over is not summed up. */
    @Test
    void aFileToBeReadIsNotOfferedToAnybody() throws Exception {
        try (Spool spool = new Spool(in(folder), Long.MAX_VALUE)) {
            fill(spool, 2);
            assertThat(spool.content()).hasBinaryContent(twoChunks());
            assertThat(spool.spooled()).isEmpty();
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static byte[] twoChunks() {
        byte[] out = Arrays.copyOf(chunk(0), 2 * CHUNK);
        System.arraycopy(chunk(1), 0, out, CHUNK, CHUNK);
        return out;
    }

    @Test
    @Timeout(60)
    void itClosesWhenNobodyForcesItAnyMore() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Throwable> failed = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Executor late = task -> threads.add(started(failed, () -> {
            go.await();
            task.run();
        }));
        Spool spool = new Spool(in(folder), Long.MAX_VALUE, late);
        fill(spool, 32);
        threads.add(started(failed, spool::close));
        while (threads.get(1).getState() != Thread.State.WAITING
                && threads.get(1).getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        assertThat(folder).isNotEmptyDirectory();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread started(List<Throwable> failed, Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                failed.add(e);
            }
        });
        thread.start();
        return thread;
    }
}
