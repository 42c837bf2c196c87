package cc.dmart.core.internal.event;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one listener. The fields belong to the thread that delivers it; the state of a running attempt is
 * guarded by this object.
 */
final class PendingEvent {
    /** Ticket of one attempt: what a listener is told, and whether its time ran out. */
    record Attempt(int attempt, Instant firstDeliveredAt, Instant deadline) implements DeliveryContext {
        @Override
        public boolean isReplay() {
            return false;
        }
    }

    private final EntryEvent event;
    private final long seq;
    private final String lane;
    private int attempts;
    private @Nullable Instant first;
    private @Nullable Thread running;
    private boolean expired;

    PendingEvent(EntryEvent event, long seq, String lane) {
        this.event = event;
        this.seq = seq;
        this.lane = lane;
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
        return new Attempt(attempts, earliest, now.plus(timeout));
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
