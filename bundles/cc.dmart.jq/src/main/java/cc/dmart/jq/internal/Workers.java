package cc.dmart.jq.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker processes: at most so many, started when they are wanted, ended when nobody wants them for a while. Thread-safe;
 * the idle ones are guarded by {@code idle}.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Starts a process. */
    interface Starter {
        Worker start() throws IOException;
    }

    private final int most;
    private final Starter starter;
    private final Semaphore places;
    private final Deque<Worker> idle = new ArrayDeque<>();
    private boolean closed;

    Workers(int most, Starter starter) {
        this.most = most;
        this.starter = starter;
        this.places = new Semaphore(most, true);
    }

    /** Takes a place among those that run filters; false if none gets free in time. */
    boolean enter(long nanos) throws InterruptedException {
        return places.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    }

    /** Gives the place back. */
    void leave() {
        places.release();
    }

    /** An idle process, or a new one. Whoever holds a place may have one. */
    Worker take() throws IOException {
        synchronized (idle) {
            if (closed) {
                throw new IOException("closed");
            }
            for (@Nullable Worker known = idle.poll(); known != null; known = idle.poll()) {
                if (known.isAlive()) {
                    return known;
                }
            }
        }
        return starter.start();
    }

    /** Takes back a process that can take another filter. */
    void giveBack(Worker worker) {
        synchronized (idle) {
            if (!closed && idle.size() < most) {
                idle.push(worker);
                return;
            }
        }
        worker.kill();
    }

    /** Starts a process in the place of one that was ended, so that the next filter need not wait for that. */
    void replace() {
        if (!places.tryAcquire()) {
            return; // those who run filters start their own
        }
        try {
            giveBack(starter.start());
        } catch (IOException e) {
            LOG.warn("A jq worker cannot be started: {}", e.toString());
        } finally {
            places.release();
        }
    }

    /** Ends processes that were not used for long. */
    void endIdle() {
        List<Worker> old = new ArrayList<>();
        synchronized (idle) {
            idle.removeIf(worker -> worker.idleNanos() > IDLE_NANOS && old.add(worker));
        }
        old.forEach(Worker::kill);
    }

    /** Number of idle processes. */
    int idleCount() {
        synchronized (idle) {
            return idle.size();
        }
    }

    /** Ends all idle processes and lets no other become idle. */
    void close() {
        List<Worker> all;
        synchronized (idle) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(Worker::kill);
    }
}
