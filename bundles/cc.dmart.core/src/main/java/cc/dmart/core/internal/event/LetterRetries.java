package cc.dmart.core.internal.event;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.CoreThreads;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters on their way back to their listeners. A listener may have no room for as long as it is down, so that each has a
 * thread of its own while letters of it wait: none holds up those of others. Thread-safe.
 */
final class LetterRetries {
    private static final Logger LOG = LoggerFactory.getLogger(LetterRetries.class);

    /** A letter that was taken out. */
    private record Retry(ListenerRunner runner, JsonObject letter, long number) {
        String listener() {
            return runner.listener().name();
        }
    }

    private final class Line {
        private final ExecutorService thread;
        private final WorkQueue<Retry> queue =
                new WorkQueue<>(1, Integer.MAX_VALUE, this::execute, LetterRetries.this::deliver);

        Line(String listener) {
            this.thread = CoreThreads.workers("dmart-letters-" + listener, 1);
        }

        private void execute(Runnable task) {
            try {
                thread.execute(task);
            } catch (RejectedExecutionException e) { // closed: all that waits is put back
                task.run();
            }
        }

        void close() {
            thread.shutdownNow().forEach(Runnable::run);
        }
    }

    private final DeadLetters dead;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
    private volatile boolean closed;

    LetterRetries(DeadLetters dead) {
        this.dead = dead;
    }

    /**
     * Delivers letters of a listener again, as soon as there is room.
     *
     * @param eventIds which; empty = all
     * @return how many
     */
    int begin(ListenerRunner runner, Set<String> eventIds) {
        String listener = runner.listener().name();
        DeadLetters.Taken taken = dead.takeOut(listener, eventIds);
        if (!taken.letters().isEmpty()) {
            Line line = lines.computeIfAbsent(listener, Line::new);
            taken.letters().forEach(letter -> line.queue.offer(new Retry(runner, letter, taken.number())));
            if (closed) {
                line.close(); // it may have been made too late to be closed with the others
            }
        }
        return taken.letters().size();
    }

    private void deliver(Retry retry) {
        boolean taken = false;
        try {
            taken = !closed && isTaken(retry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // those behind it are worth a try
            LOG.error("A dead letter of {} cannot be delivered again", retry.listener(), e);
        } finally {
            if (!taken) {
                dead.putBack(retry.listener(), retry.letter(), retry.number());
            }
        }
    }

    private boolean isTaken(Retry retry) throws InterruptedException {
        Optional<EntryEvent> event = retry.letter().object("event").map(EntryEvent::fromJson);
        return event.isPresent()
                && retry.runner()
                        .again(
                                event.get(),
                                PendingEvent.Origin.LETTER,
                                () -> dead.isOut(retry.listener(), retry.letter(), retry.number()));
    }

    /** Puts back what waits. */
    void close() {
        closed = true;
        lines.values().forEach(Line::close);
    }
}
