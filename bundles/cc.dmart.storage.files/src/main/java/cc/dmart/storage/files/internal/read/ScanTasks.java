package cc.dmart.storage.files.internal.read;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** The parts of one walk: some run elsewhere, the rest where they come up, so that nothing piles up. Thread-safe. */
final class ScanTasks {
    private static final int WAITING = 256;

    private final Executor workers;
    private final Semaphore room = new Semaphore(WAITING);
    private final Phaser running = new Phaser(1);

    ScanTasks(Executor workers) {
        this.workers = workers;
    }

    /** Runs a part now or soon. */
    void run(Runnable part) {
        if (!room.tryAcquire()) {
            part.run();
            return;
        }
        running.register();
        try {
            workers.execute(() -> {
                room.release();
                try {
                    part.run();
                } finally {
                    running.arriveAndDeregister();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            running.arriveAndDeregister();
            part.run();
        }
    }

    /** Returns when all parts are done. */
    void await() {
        running.arriveAndAwaitAdvance();
    }
}
