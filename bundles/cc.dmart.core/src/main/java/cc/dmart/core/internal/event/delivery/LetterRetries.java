package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.CoreThreads;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters on their way back to their listeners. A listener may have no room for as long as it is down, so that each has a
 * thread of its own while letters of it wait: none holds up those of others. Thread-safe.
 */
public final class LetterRetries {
    private static final Logger LOG = LoggerFactory.getLogger(LetterRetries.class);

    /** A letter that was taken out. */
    private record Retry(ListenerRunner runner, JsonObject letter, long number) {
        String listener() {
            return runner.listener().name();
        }
    }

    private final DeadLetters dead;
    private final Function<String, ExecutorService> threads;
    private final ConcurrentMap<String, ExecutorService> lines = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public LetterRetries(DeadLetters dead) {
        this(dead, name -> CoreThreads.workers(name, 1));
    }

    /**
     * The same with other threads.
     *
     * @param threads makes an executor with one thread of a name
     */
    LetterRetries(DeadLetters dead, Function<String, ExecutorService> threads) {
        this.dead = dead;
        this.threads = threads;
    }

    /**
     * Delivers letters of a listener again, as soon as there is room.
     *
     * @param eventIds which; empty = all
     * @return how many; those for which no thread can be had stay letters and are not among them
     */
    public int begin(ListenerRunner runner, Set<String> eventIds) {
        String listener = runner.listener().name();
        DeadLetters.Taken taken = dead.takeOut(listener, eventIds);
        int begun = 0;
        for (JsonObject letter : taken.letters()) {
            begun += waits(new Retry(runner, letter, taken.number())) ? 1 : 0;
        }
        return begun;
    }

    private boolean waits(Retry retry) {
        boolean waits = false;
        try {
            lines.computeIfAbsent(retry.listener(), name -> threads.apply("dmart-letters-" + name))
                    .execute(() -> deliver(retry));
            waits = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("Letters of {} are not delivered any more, the server stops", retry.listener());
        } catch (Throwable e) { // the system gives no thread
            LOG.error("A dead letter of {} cannot be delivered again now", retry.listener(), e);
        } finally {
            if (!waits) {
                putBack(retry);
            }
        }
        return waits;
    }

    private void deliver(Retry retry) {
        boolean taken = false;
        try {
            taken = !closed && isTaken(retry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // those behind it are worth a try
            LOG.error("A dead letter of {} cannot be delivered again", retry.listener(), e);
        } finally {
            if (!taken) {
                putBack(retry);
            }
        }
    }

    private void putBack(Retry retry) {
        dead.putBack(retry.listener(), retry.letter(), retry.number());
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
    public void close() {
        closed = true;
        lines.values().forEach(thread -> thread.shutdownNow().forEach(Runnable::run));
    }
}
