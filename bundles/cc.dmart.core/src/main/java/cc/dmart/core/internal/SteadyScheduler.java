package cc.dmart.core.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for tasks that come back. The executor of the JDK forgets a repeated task that failed once, whether for want of memory
 * or because a class was not there while bundles were replaced, and says nothing of any task that failed. Here each failure is
 * logged and a repeated task goes on. Thread-safe.
 */
final class SteadyScheduler extends ScheduledThreadPoolExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyScheduler.class);

    private final String name;

    SteadyScheduler(String name, ThreadFactory threads) {
        super(1, threads);
        setRemoveOnCancelPolicy(true); // what was called off holds on to its owner no longer
        this.name = name;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long pause, TimeUnit unit) {
        return super.scheduleWithFixedDelay(steady(task), first, pause, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(steady(task), first, period, unit);
    }

    private Runnable steady(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) { // whatever it was, the cause may pass
                told(e);
            }
        };
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
        super.afterExecute(task, failure);
        if (!(task instanceof Future<?> done) || !done.isDone() || done.isCancelled()) {
            return;
        }
        try {
            done.get();
        } catch (ExecutionException e) {
            told(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void told(@Nullable Throwable failure) {
        try {
            LOG.error("A task of {} failed", name, failure);
        } catch (Throwable e) { // no memory for the words either; a repeated task must go on all the same
            return;
        }
    }
}
