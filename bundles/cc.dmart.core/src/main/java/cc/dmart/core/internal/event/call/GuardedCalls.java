package cc.dmart.core.internal.event.call;

import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls plugin code that a request waits for, within a time budget ({@code style.md} R14). A call that takes longer is
 * interrupted and abandoned; one that ignores the interrupt marks its plugin as stuck. Thread-safe.
 */
public final class GuardedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedCalls.class);
    private static final int THREADS = 128;
    private static final long GRACE_MILLIS = 1000;

    private final ExecutorService pool = CoreThreads.callers("dmart-hook", THREADS);
    private final ScheduledExecutorService timer;

    public GuardedCalls(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Runs a call and waits for it. The caller tells the state how it went; if this throws anything else, it has been told that
     * there is no answer.
     *
     * @throws ExecutionException   if it failed, with what it threw
     * @throws TimeoutException     if it took too long, or there was no thread for it
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public <T> T call(String name, PluginState state, Callable<T> call, Duration budget)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return await(name, state, call, budget);
        } catch (InterruptedException | RuntimeException | Error e) {
            state.onUnanswered(); // a breaker would wait for the answer to a trial for good
            throw e;
        }
    }

    private <T> T await(String name, PluginState state, Callable<T> call, Duration budget)
            throws ExecutionException, TimeoutException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Future<T> future;
        try {
            future = pool.submit(() -> {
                try {
                    return call.call();
                } finally {
                    ended.countDown();
                }
            });
        } catch (RejectedExecutionException e) {
            throw new TimeoutException("no thread for " + name);
        }
        try {
            return future.get(budget.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            state.onThrown(e.getCause());
            throw e;
        } catch (TimeoutException | InterruptedException e) {
            future.cancel(true);
            watch(name, state, ended);
            throw e;
        }
    }

    private void watch(String name, PluginState state, CountDownLatch ended) {
        Runnable look = () -> {
            if (ended.getCount() > 0 && !state.isStuck()) {
                state.onStuck();
                LOG.error("{} ignores interrupts and is not called any more until its jar is replaced", name);
            }
        };
        try {
            Future<?> unused = timer.schedule(look, GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} was still running at the end", name);
        }
    }

    /** Interrupts what runs and takes no more. */
    public void close() {
        pool.shutdownNow();
    }
}
