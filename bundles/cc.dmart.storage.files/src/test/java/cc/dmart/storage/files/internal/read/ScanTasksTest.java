package cc.dmart.storage.files.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A walk of which a part is missing fails: an index that is made of it would be taken for a whole one. */
@Timeout(60)
class ScanTasksTest {
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() throws InterruptedException {
        workers.shutdownNow();
        assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anErrorInAPartIsThatOfTheWalk() {
        ScanTasks tasks = new ScanTasks(workers);
        tasks.run(() -> {
            throw new NoClassDefFoundError("made up");
        });
        assertThatThrownBy(tasks::await).isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aPartThatNoThreadCanBeHadForRunsWhereItCameUp() {
        AtomicInteger done = new AtomicInteger();
        ScanTasks tasks = new ScanTasks(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        for (int i = 0; i < 1000; i++) {
            tasks.run(done::incrementAndGet);
        }
        assertThatCode(tasks::await).doesNotThrowAnyException();
        assertThat(done).hasValue(1000);
    }
}
