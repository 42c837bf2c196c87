package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A commit that fails is not the last one. */
class CommitsTest {
    @Test
    void commitsGoOnAfterAnError() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(3);
        Runnable commit = () -> {
            again.countDown();
            throw new OutOfMemoryError("made up");
        };
        try (Commits commits = new Commits(commit, 1)) {
            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(commits).isNotNull();
        }
    }
}
