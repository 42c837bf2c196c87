package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one listener. The fields belong to the thread that delivers it; the state of a running attempt is
 * guarded by this object.
 */
final class PendingEvent {
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);

    /** Where an event comes from. */
    enum Origin {
        /** The journal, in its turn: it counts for the cursor. */
        JOURNAL,
        /** An operator wants it again. */
        REPLAY,
        /** It was given up, and an operator wants it again. */
        LETTER
    }

    /** Ticket of one attempt: what a listener is told, and what it asks for. Thread-safe. */
    static final class Attempt implements DeliveryContext {
        private final int number;
        private final Instant first;
        private final Instant deadline;
        private final boolean replay;
        private volatile @Nullable Duration wait;
        private volatile @Nullable String dropped;

        Attempt(int number, Instant first, Instant deadline, boolean replay) {
            this.number = number;
            this.first = first;
            this.deadline = deadline;
            this.replay = replay;
        }

        @Override
        public int attempt() {
            return number;
        }

        @Override
        public Instant firstDeliveredAt() {
            return first;
        }

        @Override
        public boolean isReplay() {
            return replay;
        }

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public void retryAfter(Duration asked) {
            Duration least = asked.isNegative() ? Duration.ZERO : asked;
            wait = least.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : least;
        }

        @Override
        public void drop(String reason) {
            dropped = reason;
        }

        /** The wait that was asked for. */
        Optional<Duration> asked() {
            return Optional.ofNullable(wait);
        }

        /** The reason of giving up. */
        Optional<String> droppedFor() {
            return Optional.ofNullable(dropped);
        }
    }

    private final EntryEvent event;
    private final long seq;
    private final String lane;
    private final Origin origin;
    private int attempts;
    private @Nullable Instant first;
    private @Nullable Thread running;
    private boolean expired;

    /** An event. */
    PendingEvent(EntryEvent event, long seq, String lane, Origin origin) {
        this.event = event;
        this.seq = seq;
        this.lane = lane;
        this.origin = origin;
    }

    /** The event. */
    EntryEvent event() {
        return event;
    }

    /** The journal record it came from. */
    long seq() {
        return seq;
    }

    /** Events of one lane are delivered in order. */
    String lane() {
        return lane;
    }

    /** Whether it does not count for the cursor. */
    boolean isReplay() {
        return origin != Origin.JOURNAL;
    }

    /** Whether it was given up before. */
    boolean isLetter() {
        return origin == Origin.LETTER;
    }

    /** Attempts that were begun. */
    synchronized int attempts() {
        return attempts;
    }

    /** The calling thread begins an attempt. */
    synchronized Attempt begin(Duration timeout) {
        attempts++;
        Instant now = Instant.now();
        Instant earliest = first == null ? now : first;
        first = earliest;
        expired = false;
        running = Thread.currentThread();
        return new Attempt(attempts, earliest, now.plus(timeout), isReplay());
    }

    /** The calling thread ends the attempt. @return whether it was in time */
    synchronized boolean end() {
        running = null;
        if (expired) {
            Thread.interrupted(); // the interrupt was meant for the listener
        }
        return !expired;
    }

    /** The time of an attempt is over: interrupts it if it still runs. */
    synchronized void expire(int attempt) {
        if (running != null && attempts == attempt) {
            expired = true;
            running.interrupt();
        }
    }

    /** Whether an attempt still runs. */
    synchronized boolean isRunning(int attempt) {
        return running != null && attempts == attempt;
    }
}
