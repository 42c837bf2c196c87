package cc.dmart.auth.internal.password;

import cc.dmart.api.model.DmartException;
import java.lang.ref.SoftReference;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Lets few password hashes run at the same time, because each takes 100 MiB and a core for a tenth of a second, and few wait
 * ({@code security.md} 1.5). They keep to half of the cores: where all of them hash, a request waits until Linux takes the core away
 * from one. (A low priority would help as well, and on a busy machine no login would ever be ready.) The threads keep the memory of
 * their last hash for a few seconds, since new memory for each would be a collection for each. Thread-safe.
 */
final class HashGate implements AutoCloseable {
    private static final int QUEUE = 64;
    private static final int IDLE_SECONDS = 5;
    private static final long HEAP_PER_RUN = 256L << 20;

    private final LongAdder work = new LongAdder();
    private final ThreadPoolExecutor hashers;

    /** @param concurrency runs at the same time; 0 = half of the cores, at most 4, and by heap */
    HashGate(int concurrency) {
        int threads = concurrency > 0 ? concurrency : byMachine();
        AtomicInteger count = new AtomicInteger();
        hashers = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> new Hasher(task, "dmart-hash-" + count.incrementAndGet(), work));
        hashers.allowCoreThreadTimeOut(true);
    }

    /** A thread with the memory of its last hash, which the collector may take when it is short of it. */
    private static final class Hasher extends Thread {
        private final LongAdder work;
        private SoftReference<HashMemory> last = new SoftReference<>(null);

        Hasher(Runnable task, String name, LongAdder work) {
            super(task, name);
            this.work = work;
            setDaemon(true);
        }

        HashMemory memory() {
            HashMemory kept = last.get();
            HashMemory memory = kept == null ? new HashMemory(work) : kept;
            last = kept == null ? new SoftReference<>(memory) : last;
            return memory;
        }
    }

    private static int byMachine() {
        Runtime runtime = Runtime.getRuntime();
        long byHeap = Math.max(1, runtime.maxMemory() / HEAP_PER_RUN);
        int byCores = Math.max(1, runtime.availableProcessors() / 2); // the others are for requests
        return (int) Math.min(Math.min(4, byCores), byHeap);
    }

    /**
     * Runs a computation when there is room, and waits for it.
     *
     * @throws DmartException.Unavailable {@code E(429,rate_limit,429)} if 64 wait already, 503 if interrupted or closed,
     *     500 if the computation fails
     */
    <T> T run(Function<HashMemory, T> computation) {
        Future<T> result = submit(computation);
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("Interrupted", e);
        } catch (ExecutionException e) {
            throw DmartException.Unavailable.internal(e);
        }
    }

    private <T> Future<T> submit(Function<HashMemory, T> computation) {
        try {
            return hashers.submit(() -> computation.apply(((Hasher) Thread.currentThread()).memory()));
        } catch (RejectedExecutionException e) {
            throw hashers.isShutdown()
                    ? DmartException.Unavailable.now("Closed", e)
                    : DmartException.Unavailable.tooMany();
        }
    }

    /** Passes over a KiB of memory so far: what the computations cost. */
    long work() {
        return work.sum();
    }

    /** Takes no more; what runs or waits is finished. */
    @Override
    public void close() {
        hashers.shutdown();
    }
}
