package cc.dmart.storage.files.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of those who wait for the one who writes for them. */
class GroupCommitTest {
    private static final long PATIENCE = 30;
    /** The first is that of the segment's head. */
    private static final int OF_THE_FIRST_BATCH = 2;

    @TempDir
    Path folder;

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger forces = new AtomicInteger();
    private volatile boolean isOut;

    /** The real file system; the first batch takes until it may go on, and from then on there is no memory for a write. */
    private final Disk disk = proxy(Disk.class, new NioDisk(), call -> {});

    private interface Before {
        void call(String name) throws IOException;
    }

    private <T> T proxy(Class<T> type, T behind, Before before) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            before.call(method.getName());
            try {
                Object answer = method.invoke(behind, args);
                return answer instanceof DiskFile file ? proxy(DiskFile.class, file, this::beforeFile) : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void beforeFile(String call) throws IOException {
        if (call.equals("write") && isOut) {
            throw new OutOfMemoryError("made up");
        }
        if (call.equals("force") && forces.incrementAndGet() == OF_THE_FIRST_BATCH) {
            inside.countDown();
            try {
                assertThat(goOn.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            isOut = true;
        }
    }

    private FutureTask<Long> begin(GroupCommit commits) {
        FutureTask<Long> out =
                new FutureTask<>(() -> commits.append(new byte[10]).firstSeq());
        Thread thread = new Thread(out);
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
        return out;
    }

    @Test
    void aLeaderWithoutMemoryLeavesNobodyWaiting() throws Exception {
        JournalSettings settings = new JournalSettings(true, 50, 64 << 10, 16 << 20, 3600, 24);
        JournalWriter writer = new JournalWriter(
                disk, folder, new Segments(disk, folder), settings, new JournalWriter.End(1, null, Format.HEADER, 0));
        GroupCommit commits = new GroupCommit(writer);
        FutureTask<Long> first = begin(commits);
        assertThat(inside.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        List<FutureTask<Long>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(begin(commits));
        }
        goOn.countDown();
        assertThat(first.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(1);
        for (FutureTask<Long> other : others) {
            assertThatThrownBy(() -> other.get(PATIENCE, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
        isOut = false;
        assertThat(commits.append(new byte[10]).firstSeq()).isEqualTo(2);
        writer.close();
    }
}
