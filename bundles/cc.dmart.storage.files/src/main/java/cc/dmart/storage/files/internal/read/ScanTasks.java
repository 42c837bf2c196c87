package cc.dmart.storage.files.internal.read;

import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one walk: some run elsewhere, the rest where they come up, so that nothing piles up. Thread-safe. */
final class ScanTasks {
    private static final Logger LOG = LoggerFactory.getLogger(ScanTasks.class);
    private static final int WAITING = 256;

    private final Executor workers;
    private final Semaphore room = new Semaphore(WAITING);
    private final Phaser running = new Phaser(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ScanTasks(Executor workers) {
        this.workers = workers;
    }

    /** Runs a part now or soon. */
    void run(Runnable part) {
        FutureTask<Boolean> once = new FutureTask<>(() -> placed(part), true);
        if (!room.tryAcquire()) {
            guarded(part);
            return;
        }
        running.register();
        try {
            workers.execute(once);
        } catch (Throwable e) { // the system may give no thread; what did begin all the same is not run twice
            once.run();
            LOG.debug("A part of a walk runs where it came up", e);
        }
    }

    private void placed(Runnable part) {
        room.release();
        try {
            guarded(part);
        } finally {
            running.arriveAndDeregister();
        }
    }

    /** After the first failure nothing more is begun. */
    private void guarded(Runnable part) {
        if (failure.get() != null) {
            return;
        }
        try {
            part.run();
        } catch (Throwable e) { // a walk that lacks a part must not pass for a whole one
            failure.compareAndSet(null, e);
        }
    }

    /** Returns when all parts are done. Throws the first that a part threw. */
    void await() {
        running.arriveAndAwaitAdvance();
        Throwable first = failure.get();
        if (first instanceof Error e) {
            throw e;
        }
        if (first instanceof RuntimeException e) {
            throw e;
        }
    }
}
