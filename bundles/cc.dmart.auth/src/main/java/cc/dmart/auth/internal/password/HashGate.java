package cc.dmart.auth.internal.password;

import cc.dmart.api.model.DmartException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets few password hashes run at the same time, because each takes 100 MiB, and few wait ({@code security.md} 1.5).
 * Thread-safe.
 */
final class HashGate {
    private static final int QUEUE = 64;
    private static final long HEAP_PER_RUN = 256L << 20;

    private final Semaphore permits;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param concurrency runs at the same time; 0 = by cores, at most 4, and by heap */
    HashGate(int concurrency) {
        permits = new Semaphore(concurrency > 0 ? concurrency : byMachine(), true);
    }

    private static int byMachine() {
        Runtime runtime = Runtime.getRuntime();
        long byHeap = Math.max(1, runtime.maxMemory() / HEAP_PER_RUN);
        return (int) Math.min(Math.min(4, runtime.availableProcessors()), byHeap);
    }

    /**
     * Runs a computation when there is room.
     *
     * @throws DmartException.Unavailable {@code E(429,rate_limit,429)} if 64 wait already, 503 if interrupted
     */
    <T> T run(Supplier<T> computation) {
        enter();
        try {
            return computation.get();
        } finally {
            permits.release();
        }
    }

    private void enter() {
        if (permits.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > QUEUE) {
            waiting.decrementAndGet();
            throw DmartException.Unavailable.tooMany();
        }
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("Interrupted", e);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
