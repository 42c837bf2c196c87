package cc.dmart.storage.files.internal.read;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The parts of one walk: some run elsewhere, the rest where they come up, so that nothing piles up. Thread-safe. */
final class ScanTasks {
    private static final int WAITING = 256;

    private final Executor workers;
    private final Semaphore room = new Semaphore(WAITING);
    private final Phaser running = new Phaser(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    ScanTasks(Executor workers) {
        this.workers = workers;
    }

    /** Runs a part now or soon. */
    void run(Runnable part) {
        if (!room.tryAcquire()) {
            guarded(part);
            return;
        }
        running.register();
        try {
            workers.execute(() -> {
                room.release();
                try {
                    guarded(part);
                } finally {
                    running.arriveAndDeregister();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            running.arriveAndDeregister();
            guarded(part);
        }
    }

    /** After the first failure nothing more is begun. */
    private void guarded(Runnable part) {
        if (failure.get() != null) {
            return;
        }
        try {
            part.run();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Returns when all parts are done. @throws RuntimeException the first that a part threw */
    void await() {
        running.arriveAndAwaitAdvance();
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
