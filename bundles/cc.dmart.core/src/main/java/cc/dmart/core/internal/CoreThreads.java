package cc.dmart.core.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one place of this bundle that makes threads: bounded pools of named daemon threads. Whoever asks for a pool shuts it
 * down when it is deactivated. Thread-safe.
 */
public final class CoreThreads {
    private CoreThreads() {}

    /**
     * A pool for work that comes in bulk. A task for which there is neither a thread nor room waits in the caller: the caller
     * runs it.
     *
     * @param name    beginning of the thread names
     * @param threads most threads, at least 1; they end when idle
     */
    public static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor out = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads * 64),
                named(name),
                new ThreadPoolExecutor.CallerRunsPolicy());
        out.allowCoreThreadTimeOut(true);
        return out;
    }

    /**
     * A pool for calls that somebody waits for: a task without a free thread is rejected at once.
     *
     * @param name    beginning of the thread names
     * @param threads most threads, at least 1; they end when idle
     */
    public static ThreadPoolExecutor callers(String name, int threads) {
        return new ThreadPoolExecutor(
                0,
                threads,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named(name),
                new ThreadPoolExecutor.AbortPolicy());
    }

    /**
     * A pool for work whose amount its owner bounds.
     *
     * @param name    beginning of the thread names
     * @param threads most threads, at least 1; they end when idle
     */
    public static ThreadPoolExecutor workers(String name, int threads) {
        ThreadPoolExecutor out = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(name),
                new ThreadPoolExecutor.AbortPolicy());
        out.allowCoreThreadTimeOut(true);
        return out;
    }

    /** One thread for tasks that come back, whatever one run of them throws. */
    public static ScheduledExecutorService scheduler(String name) {
        return new SteadyScheduler(name, named(name));
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
