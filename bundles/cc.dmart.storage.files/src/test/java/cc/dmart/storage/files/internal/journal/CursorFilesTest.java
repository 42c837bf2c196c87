package cc.dmart.storage.files.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A position that is set is stored by the flush that somebody was told to see to. */
final class CursorFilesTest {
    private static final int ROUNDS = 3000;

    @TempDir
    Path folder;

    private final NioDisk real = new NioDisk();

    /** Done before a file is made. */
    private interface Between {
        void run() throws IOException;
    }

    private CursorFiles files(Between between) throws IOException {
        Disk disk = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                    if (method.getName().equals("create")) {
                        between.run();
                    }
                    return method.getName().equals("force") ? null : method.invoke(real, args);
                });
        return new CursorFiles(disk, folder);
    }

    private String stored(String name) throws IOException {
        Path file = folder.resolve(name + ".json");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Test
    void oneIsToldUntilTheFlushBegins() throws IOException {
        CursorFiles cursors = files(() -> {});
        assertThat(cursors.set("a", 1)).isTrue();
        assertThat(cursors.set("b", 1)).isFalse();
        cursors.remove("a");
        cursors.remove("b");
        assertThat(cursors.set("a", 2)).as("the flush is still to come").isFalse();
        cursors.flush();
        assertThat(cursors.set("a", 3)).isTrue();
        cursors.flush();
        cursors.flush();
        assertThat(stored("a")).isEqualTo("{\"seq\":3}");
    }

    @Test
    void whatIsSetWhileAFlushWritesIsForTheNext() throws IOException {
        List<Boolean> due = new ArrayList<>();
        List<CursorFiles> cursors = new ArrayList<>();
        cursors.add(files(() -> {
            if (due.isEmpty()) {
                due.add(cursors.get(0).set("b", 1));
                due.add(cursors.get(0).set("c", 1));
            }
        }));
        cursors.get(0).set("a", 1);
        cursors.get(0).flush();
        assertThat(due).containsExactly(true, false);
        cursors.get(0).flush();
        assertThat(List.of(stored("a"), stored("b"), stored("c"))).containsOnly("{\"seq\":1}");
    }

    @Test
    void afterAFailureItsCallerIsTheOneWhoWasTold() throws IOException {
        boolean[] fails = {true};
        CursorFiles cursors = files(() -> {
            if (fails[0]) {
                throw new IOException("made up");
            }
        });
        cursors.set("a", 1);
        assertThatThrownBy(cursors::flush).hasMessage("made up");
        assertThat(cursors.set("b", 1)).isFalse();
        fails[0] = false;
        cursors.flush();
        assertThat(List.of(stored("a"), stored("b"))).containsOnly("{\"seq\":1}");
    }

    /** However the two meet, the position is stored or the one who set it is told. */
    @Test
    void noneIsLostThatIsSetWhenAFlushBegins() throws Exception {
        CursorFiles cursors = files(() -> {});
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int i = 1; i <= ROUNDS; i++) {
                long seq = i;
                cursors.set("a", seq);
                CyclicBarrier together = new CyclicBarrier(2);
                CompletableFuture<Boolean> due = CompletableFuture.supplyAsync(
                        () -> {
                            meet(together);
                            return cursors.set("b", seq);
                        },
                        other);
                meet(together);
                cursors.flush();
                if (due.get()) {
                    cursors.flush();
                }
                assertThat(stored("b")).as("round " + i).isEqualTo("{\"seq\":" + seq + "}");
            }
        } finally {
            other.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }
}
