package cc.dmart.core.internal.event;

import cc.dmart.api.model.EntryEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Events that are delivered once if there is time ({@code plugins-events.md} 2.4): the last 256, of more the oldest are left
 * out. Thread-safe, guarded by its monitor.
 */
final class BestEffortQueue {
    private static final int MAX = 256;

    private final Deque<EntryEvent> waiting = new ArrayDeque<>();
    private final LongAdder dropped = new LongAdder();
    private final Consumer<Runnable> workers;
    private final Consumer<EntryEvent> delivery;
    private final int most;
    private int busy;

    /**
     * A queue.
     *
     * @param most     deliveries at once; 1 keeps the order
     * @param workers  where deliveries run; may refuse by doing nothing
     * @param delivery delivers one event
     */
    BestEffortQueue(int most, Consumer<Runnable> workers, Consumer<EntryEvent> delivery) {
        this.most = most;
        this.workers = workers;
        this.delivery = delivery;
    }

    /** Takes in an event. */
    void offer(EntryEvent event) {
        synchronized (this) {
            if (waiting.size() == MAX) {
                waiting.removeFirst();
                dropped.increment();
            }
            waiting.addLast(event);
            if (busy == most) {
                return;
            }
            busy++;
        }
        workers.accept(this::drain);
    }

    private void drain() {
        for (Optional<EntryEvent> next = next(); next.isPresent(); next = next()) {
            delivery.accept(next.get());
        }
    }

    private synchronized Optional<EntryEvent> next() {
        EntryEvent event = waiting.pollFirst();
        if (event == null) {
            busy--;
        }
        return Optional.ofNullable(event);
    }

    /** An event was left out for another reason. */
    void drop() {
        dropped.increment();
    }

    /** Events that were left out. */
    long dropped() {
        return dropped.sum();
    }

    /** Events that wait. */
    synchronized int size() {
        return waiting.size();
    }
}
