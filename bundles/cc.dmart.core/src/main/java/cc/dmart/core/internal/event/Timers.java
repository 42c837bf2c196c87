package cc.dmart.core.internal.event;

import cc.dmart.core.internal.CoreThreads;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is due later; does nothing once it is closed. Tasks are short. Thread-safe. */
final class Timers {
    private final ScheduledExecutorService timer;

    Timers(String name) {
        this.timer = CoreThreads.scheduler(name);
    }

    /** The executor, for those who watch calls. */
    ScheduledExecutorService executor() {
        return timer;
    }

    /** Runs a task later. */
    void later(Runnable task, long millis) {
        Future<?> unused = schedule(task, millis);
    }

    /** The same, cancellable. */
    Future<?> schedule(Runnable task, long millis) {
        try {
            return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return new FutureTask<>(task, null);
        }
    }

    /** Forgets what is due. */
    void close() {
        timer.shutdownNow();
    }
}
