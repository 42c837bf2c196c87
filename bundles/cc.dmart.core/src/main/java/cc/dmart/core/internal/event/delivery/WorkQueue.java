package cc.dmart.core.internal.event.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a few workers: a worker that is at it takes the next one too, so that a burst wakes as many threads as may work
 * and not one for each. Of more than there is room for the oldest are left out. Thread-safe, guarded by its monitor, under which
 * nothing foreign is called.
 */
final class WorkQueue<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    private final Deque<T> waiting = new ArrayDeque<>();
    private final LongAdder dropped = new LongAdder();
    private final Consumer<Runnable> workers;
    private final Consumer<T> work;
    private final int most;
    private final int room;
    private int busy;

    /**
     * A queue.
     *
     * @param most    workers at once; 1 keeps the order
     * @param room    how many may wait
     * @param workers where the work is done; may refuse by doing nothing
     * @param work    done with each
     */
    WorkQueue(int most, int room, Consumer<Runnable> workers, Consumer<T> work) {
        this.most = most;
        this.room = room;
        this.workers = workers;
        this.work = work;
    }

    /** Takes one in. */
    void offer(T one) {
        synchronized (this) {
            if (waiting.size() >= room) {
                waiting.removeFirst();
                dropped.increment();
            }
            waiting.addLast(one);
            if (busy == most) {
                return;
            }
            busy++;
        }
        workers.accept(this::drain);
    }

    private void drain() {
        for (T next = next(); next != null; next = next()) {
            try {
                work.accept(next);
            } catch (Throwable e) { // those behind it would wait until another comes
                failed(e);
            }
        }
    }

    private static void failed(Throwable why) {
        try {
            LOG.error("Work on what a listener is told failed", why);
        } catch (Throwable e) { // no memory for the words either
            return;
        }
    }

    private synchronized @Nullable T next() {
        T one = waiting.pollFirst();
        if (one == null) {
            busy--;
        }
        return one;
    }

    /** How many were left out. */
    long dropped() {
        return dropped.sum();
    }

    /** How many wait. */
    synchronized int size() {
        return waiting.size();
    }
}
