package cc.dmart.index.lucene.internal;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread of this bundle: commits at intervals. Thread-safe. */
final class Commits implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    Commits(Runnable commit, int intervalMs) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dmart-index-commit");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                executor.scheduleWithFixedDelay(commit, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
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
