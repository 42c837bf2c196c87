package cc.dmart.storage.files.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static void refuse(String how) {
        switch (how) {
            case "memory" -> throw new OutOfMemoryError("unable to create native thread");
            case "class" -> throw new NoClassDefFoundError("made up");
            case "closed" -> throw new RejectedExecutionException("made up");
            default -> throw new IllegalStateException("made up");
        }
    }

    private static void runAll(Executor refusing) {
        AtomicInteger done = new AtomicInteger();
        ScanTasks tasks = new ScanTasks(refusing);
        for (int i = 0; i < 1000; i++) {
            tasks.run(done::incrementAndGet);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), tasks::await);
        assertThat(done).hasValue(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "class", "closed", "state"})
    void aPartThatIsNotTakenRunsWhereItCameUp(String how) {
        runAll(task -> refuse(how));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "class", "closed", "state"})
    void aPartThatBeganIsNotBegunAgain(String how) {
        runAll(task -> {
            task.run();
            refuse(how);
        });
    }
}
