package cc.dmart.core.internal.event;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners: each is fed from the journal by a {@link ListenerRunner}; inline ones are called before the reply
 * ({@code plugins-events.md} 2.4, 2.6). Of two listeners with one name the later waits until the earlier is gone. Thread-safe.
 */
final class DeliveryEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration DRAIN_AT_END = Duration.ofSeconds(2);

    private final Journal journal;
    private final PluginGate gate;
    private final GuardedCalls guard;
    private final ScheduledExecutorService timer;
    private final List<Registration<EntryListener>> waiting = new ArrayList<>();
    private volatile List<ListenerRunner> runners = List.of();
    private volatile List<ListenerRunner> inline = List.of();
    private boolean closed;

    DeliveryEngine(Journal journal, PluginGate gate, GuardedCalls guard, ScheduledExecutorService timer) {
        this.journal = journal;
        this.gate = gate;
        this.guard = guard;
        this.timer = timer;
    }

    /** A listener appeared. */
    synchronized void add(Registration<EntryListener> listener) {
        if (closed) {
            return;
        }
        if (runners.stream().anyMatch(r -> r.listener().name().equals(listener.name()))) {
            waiting.add(listener);
            return;
        }
        ListenerRunner runner = new ListenerRunner(listener, journal, gate, timer);
        List<ListenerRunner> next = new ArrayList<>(runners);
        next.add(runner);
        set(next);
        runner.start();
        LOG.info("Listener {} is fed from journal number {}", listener.name(), journal.lastSeq() - runner.lag());
    }

    private void set(List<ListenerRunner> next) {
        next.sort(Comparator.comparingInt(r -> r.listener().ordinal()));
        runners = List.copyOf(next);
        inline = next.stream()
                .filter(r -> r.listener().delivery() == Registration.Delivery.INLINE)
                .toList();
    }

    /** A listener goes; returns when its running calls have ended or were interrupted, at most 11 s. */
    void remove(EntryListener service) {
        List<ListenerRunner> gone =
                runners.stream().filter(r -> r.listener().service() == service).toList();
        gone.forEach(runner -> runner.stop(DRAIN)); // foreign calls end here: not under the lock
        List<Registration<EntryListener>> successors = new ArrayList<>();
        synchronized (this) {
            waiting.removeIf(r -> r.service() == service);
            List<ListenerRunner> next = new ArrayList<>(runners);
            next.removeAll(gone);
            set(next);
            for (ListenerRunner runner : gone) {
                waiting.stream()
                        .filter(r -> r.name().equals(runner.listener().name()))
                        .findFirst()
                        .ifPresent(successors::add);
            }
            waiting.removeAll(successors);
        }
        successors.forEach(this::add);
    }

    /** The listeners as they are now. */
    List<ListenerRunner> runners() {
        return runners;
    }

    /** Calls the inline listeners that want one of these events, within 5 s in all; never throws. */
    void afterInline(List<EntryEvent> events) {
        List<ListenerRunner> snapshot = inline;
        if (snapshot.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime()
                + Duration.ofMillis(InlineMemory.LONGEST_MILLIS).toNanos();
        for (ListenerRunner runner : snapshot) {
            for (EntryEvent event : events) {
                if (runner.isActive() && runner.wants(event)) {
                    call(runner, event, deadline);
                }
            }
        }
    }

    private void call(ListenerRunner runner, EntryEvent event, long deadline) {
        Registration<EntryListener> listener = runner.listener();
        long left = Math.min(listener.timeout().toNanos(), deadline - System.nanoTime());
        boolean worked = false;
        if (left > 0 && runner.state().delay() == 0) {
            Instant now = Instant.now();
            PendingEvent.Attempt attempt = new PendingEvent.Attempt(1, now, now.plusNanos(left));
            try {
                guard.call(
                        listener.name(),
                        runner.state(),
                        () -> {
                            listener.service().onEvent(event, attempt);
                            return true;
                        },
                        Duration.ofNanos(left));
                runner.state().onSuccess();
                worked = true;
            } catch (ExecutionException | TimeoutException e) {
                runner.state().onFailure();
                LOG.warn("Inline listener {} failed and is tried again from the journal", listener.name(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        runner.handledInline(event.eventId(), worked);
    }

    /** Ends everything. */
    void close() {
        List<ListenerRunner> all;
        synchronized (this) {
            closed = true;
            all = runners;
            set(new ArrayList<>());
        }
        all.forEach(runner -> runner.stop(DRAIN_AT_END));
    }
}
