package cc.dmart.storage.files.internal.threads;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of the bundle that does what is due later: checkpoints, cursors, forces in intervals. Thread-safe. */
public final class StorageThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageThreads.class);
    private static final int CLOSE_SECONDS = 30;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "dmart-storage");
        thread.setDaemon(true);
        return thread;
    });

    /** Threads that start with the first task. */
    public StorageThreads() {
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs a task once, later; never after {@link #close}. */
    public void later(Runnable task, Duration delay) {
        try {
            var unused = timer.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("not run any more, the store closes");
        }
    }

    /** Runs a task again and again with pauses, whatever one run of it throws. */
    public void every(Runnable task, Duration pause) {
        var unused =
                timer.scheduleWithFixedDelay(guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) { // the executor would forget a repeated task and say nothing of any
                told(e);
            }
        };
    }

    private static void told(Throwable failure) {
        try {
            LOG.error("A task of the store failed", failure);
        } catch (Throwable e) { // no memory for the words either; a repeated task must go on all the same
            return;
        }
    }

    /** Lets the running task end and drops the others. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
