package cc.dmart.core.internal.event.journal;

import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of the journal for all listeners that keep up: a change is read once and wakes one thread, however many
 * listeners there are. A listener that is behind reads by itself and joins when it has caught up. Thread-safe; position and
 * list are guarded by the monitor, under which no foreign code is called.
 */
public final class JournalTap {
    /** A listener that keeps up. */
    public interface Drinker {
        /** The last journal number that it has taken in. */
        long lastRead();

        /** Takes in a record, unless it has it. @return false if it has no room; it leaves the tap then */
        boolean offer(long seq, List<Told> events);

        /** It has left the tap. */
        void left();

        /** Time has passed. */
        void idle();
    }

    private static final Logger LOG = LoggerFactory.getLogger(JournalTap.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long REST_MILLIS = 10;

    private static final int AT_ONCE = 64;

    /** Under load a wake-up per change costs writers more than this delay costs listeners. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long AFTER_FAILED_READ_MILLIS = 1000;

    private final Journal journal;
    private final Passages passages;
    private final ExecutorService thread = CoreThreads.workers("dmart-journal-tap", 1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Drinker> live = new ArrayList<>();
    private long position;
    private boolean reading;
    private boolean closed;

    public JournalTap(Journal journal, Passages passages) {
        this.journal = journal;
        this.passages = passages;
    }

    /** Lets a listener join that has taken in all that the tap has given. @return whether it joined */
    public synchronized boolean join(Drinker drinker) {
        if (closed) {
            return false;
        }
        if (live.isEmpty() && !reading) {
            position = drinker.lastRead();
        }
        if (drinker.lastRead() < position) {
            return false;
        }
        if (!reading) {
            start();
        }
        live.add(drinker);
        return true;
    }

    /** A listener leaves; it is given nothing any more when this returns. */
    public synchronized void leave(Drinker drinker) {
        live.remove(drinker);
    }

    private void start() {
        try {
            thread.execute(this::read);
            reading = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The tap is closed");
        }
    }

    private void read() {
        try (JournalReader records = passages.read(journal, from())) {
            while (goesOn()) {
                Optional<JournalRecord> next = records.next(LOOK);
                if (next.isEmpty()) {
                    rest();
                }
                for (int i = 0; i < AT_ONCE && next.isPresent(); i++) {
                    give(next.get());
                    next = records.next(Duration.ZERO);
                }
                next.ifPresent(this::give);
                LockSupport.parkNanos(GATHER_NANOS);
            }
        } catch (InterruptedException e) {
            again();
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // the thread's end: whatever stops it, the listeners must be fed again
            failed(e);
            again();
        }
    }

    private synchronized long from() {
        return position;
    }

    private synchronized boolean goesOn() {
        if (closed || live.isEmpty()) {
            reading = false;
            return false;
        }
        return true;
    }

    private void give(JournalRecord journalled) {
        List<Told> events = Told.of(journalled);
        List<Drinker> full = new ArrayList<>();
        synchronized (this) {
            position = journalled.seq();
            for (Drinker drinker : live) {
                if (!drinker.offer(journalled.seq(), events)) {
                    full.add(drinker);
                }
            }
            live.removeAll(full);
        }
        full.forEach(Drinker::left);
    }

    private void rest() throws InterruptedException {
        synchronized (this) {
            live.forEach(Drinker::idle);
        }
        boolean unused = ended.await(REST_MILLIS, TimeUnit.MILLISECONDS); // a closed journal answers at once
    }

    private static void failed(Throwable why) {
        try {
            LOG.error("The journal cannot be read; its listeners wait", why);
        } catch (Throwable e) { // no memory for the words either
            return;
        }
    }

    /** Sends away who is there, so that they read by themselves and come back; needs no memory of its own. */
    private void again() {
        int there = stopped();
        try {
            boolean unused = ended.await(AFTER_FAILED_READ_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            for (; there > 0; there--) {
                sendAway(first());
            }
        }
    }

    private synchronized int stopped() {
        reading = false;
        return live.size();
    }

    private synchronized @Nullable Drinker first() {
        return live.isEmpty() ? null : live.remove(0);
    }

    private static void sendAway(@Nullable Drinker drinker) {
        try {
            if (drinker != null) {
                drinker.left();
            }
        } catch (Throwable e) { // the others must know all the same
            failed(e);
        }
    }

    /** Ends reading. */
    public void close() {
        synchronized (this) {
            closed = true;
            live.clear();
        }
        ended.countDown();
        thread.shutdown(); // not interrupted: it may be inside the files of the store
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("The tap still reads");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
