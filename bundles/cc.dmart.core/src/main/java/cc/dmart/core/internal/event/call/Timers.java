package cc.dmart.core.internal.event.call;

import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is due later; does nothing once it is closed. Tasks are short. Thread-safe. */
public final class Timers {
    /** A call that is watched. */
    public static final class Watch {
        private final long due;
        private final Runnable onOver;

        private Watch(long due, Runnable onOver) {
            this.due = due;
            this.onOver = onOver;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final long LOOK_MILLIS = 50;

    private final ScheduledExecutorService timer;
    private final Set<Watch> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    public Timers(String name) {
        this.timer = CoreThreads.scheduler(name);
    }

    /** The executor, for those who watch calls. */
    public ScheduledExecutorService executor() {
        return timer;
    }

    /** Runs a task later. */
    public void later(Runnable task, long millis) {
        Runnable unused = laterUnless(task, millis);
    }

    /** The same. @return what calls it off, unless it runs already */
    public Runnable laterUnless(Runnable task, long millis) {
        try {
            Future<?> due = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("not run any more, the server stops");
            return () -> {};
        }
    }

    /**
     * Runs a task once a call has lasted too long, at most {@value #LOOK_MILLIS} ms late. One look at all calls that run: a task
     * of the timer for each would cost more than most calls do.
     *
     * @return to be given to {@link #unwatch} when the call has ended; the task may run in that moment
     */
    public Watch watch(Duration limit, Runnable onOver) {
        Watch out = new Watch(System.nanoTime() + limit.toNanos(), onOver);
        watched.add(out);
        if (looking.compareAndSet(false, true)) {
            later(this::look, LOOK_MILLIS);
        }
        return out;
    }

    /** A call has ended. */
    public void unwatch(Watch watch) {
        watched.remove(watch);
    }

    /** Whether somebody looks at calls; nobody does while there are none. */
    boolean isLooking() {
        return looking.get();
    }

    private void look() {
        long now = System.nanoTime();
        List<Watch> over = watched.stream().filter(watch -> watch.due - now < 0).toList();
        for (Watch watch : over) {
            if (watched.remove(watch)) {
                over(watch);
            }
        }
        if (watched.isEmpty()) {
            looking.set(false);
            if (watched.isEmpty() || !looking.compareAndSet(false, true)) {
                return; // else a call began in between and found somebody looking
            }
        }
        later(this::look, LOOK_MILLIS);
    }

    private static void over(Watch watch) {
        try {
            watch.onOver.run();
        } catch (Throwable e) { // else nobody would look at any call again
            LOG.error("A call that takes too long could not be dealt with", e);
        }
    }

    /** Forgets what is due. */
    public void close() {
        timer.shutdownNow();
    }
}
