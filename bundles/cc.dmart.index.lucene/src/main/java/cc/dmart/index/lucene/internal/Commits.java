package cc.dmart.index.lucene.internal;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of this bundle: commits at intervals, whatever one commit throws. Thread-safe. */
final class Commits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final ScheduledThreadPoolExecutor executor;

    Commits(Runnable commit, int intervalMs) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dmart-index-commit");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                executor.scheduleWithFixedDelay(() -> run(commit), intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable commit) {
        try {
            commit.run();
        } catch (Throwable e) { // the executor would forget the task and say nothing
            told(e);
        }
    }

    private static void told(Throwable failure) {
        try {
            LOG.error("The index was not committed, another try follows", failure);
        } catch (Throwable e) { // no memory for the words either; the next try must follow all the same
            return;
        }
    }

    /** Stops, and waits for a commit that runs. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
