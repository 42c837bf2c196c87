package cc.dmart.storage.files.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A checkpoint that fails is not the last one. */
class StorageThreadsTest {
    @Test
    void aRepeatedTaskOutlivesAnError() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(3);
        try (StorageThreads threads = new StorageThreads()) {
            threads.every(
                    () -> {
                        again.countDown();
                        throw new OutOfMemoryError("made up");
                    },
                    Duration.ofMillis(1));
            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
