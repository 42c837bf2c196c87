package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.core.internal.event.registration.Registration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Events of one listener that wait, in lanes: of each lane one event at a time is out for delivery, so a failing one holds up
 * its own lane only. Knows the position of the cursor. Thread-safe, guarded by itself.
 */
final class Lanes {
    private static final int FULL = 1000;

    private final Map<String, Deque<PendingEvent>> lanes = new HashMap<>();
    private final CursorTracker tracker;
    private final Registration.Order order;
    private int size;

    Lanes(long after, Registration.Order order) {
        this.tracker = new CursorTracker(after);
        this.order = order;
    }

    /** Takes in what a journal record means. @return the events that can go out at once */
    synchronized List<PendingEvent> add(long seq, List<EntryEvent> events) {
        tracker.read(seq, events.size());
        if (events.isEmpty()) {
            return List.of();
        }
        List<PendingEvent> ready = new ArrayList<>(events.size());
        for (EntryEvent event : events) {
            put(new PendingEvent(event, seq, lane(event), PendingEvent.Origin.JOURNAL), ready);
        }
        return ready;
    }

    /** Takes in an event that is delivered again on demand. @return it, if it can go out at once */
    synchronized List<PendingEvent> addAgain(EntryEvent event, PendingEvent.Origin origin) {
        List<PendingEvent> ready = new ArrayList<>(1);
        put(new PendingEvent(event, event.seq(), lane(event), origin), ready);
        return ready;
    }

    private void put(PendingEvent pending, List<PendingEvent> ready) {
        Deque<PendingEvent> lane = lanes.computeIfAbsent(pending.lane(), l -> new ArrayDeque<>(2));
        lane.add(pending);
        size++;
        if (lane.size() == 1) {
            ready.add(pending);
        }
    }

    /** Whether something waits or is out that comes before an event. */
    synchronized boolean holdsOlderThan(EntryEvent event) {
        Deque<PendingEvent> lane = lanes.get(lane(event));
        return lane != null && lane.stream().anyMatch(e -> e.seq() < event.seq());
    }

    private String lane(EntryEvent event) {
        return switch (order) {
            case ENTRY ->
                event.spaceName() + "/"
                        + event.entryUuid()
                                .orElseGet(() -> event.subpath() + "/"
                                        + event.shortname().orElse(""));
            case SPACE -> event.spaceName();
            case NONE -> event.eventId();
        };
    }

    /** An event is done with. @return the next of its lane, to go out */
    synchronized List<PendingEvent> done(PendingEvent event) {
        if (!event.isReplay()) {
            tracker.ended(event.seq());
        }
        size--;
        notifyAll();
        Deque<PendingEvent> lane = lanes.get(event.lane());
        if (lane == null) {
            return List.of();
        }
        lane.remove(event);
        if (lane.isEmpty()) {
            lanes.remove(event.lane());
            return List.of();
        }
        return List.of(lane.getFirst());
    }

    /** Waits a little while there is no room. @return whether there is room */
    synchronized boolean awaitRoom(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (size >= FULL) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Whether there is no room. */
    synchronized boolean isFull() {
        return size >= FULL;
    }

    /** Whether a journal record was taken in and nothing of it is left to deliver. */
    synchronized boolean isDone(long seq) {
        return tracker.isDone(seq);
    }

    /** Everything up to this journal number is done. */
    synchronized long position() {
        return tracker.position();
    }

    /** The last journal number that was taken in. */
    synchronized long lastRead() {
        return tracker.lastRead();
    }

    /** Events that wait or are out. */
    synchronized int size() {
        return size;
    }

    /** Events that were tried and wait for another try. */
    synchronized long retrying() {
        return lanes.values().stream()
                .map(Deque::peekFirst)
                .filter(e -> e != null && e.attempts() > 0)
                .count();
    }
}
