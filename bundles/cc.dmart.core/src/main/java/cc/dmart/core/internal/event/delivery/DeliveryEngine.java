package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.journal.JournalTap;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.journal.Told;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners: each is fed from the journal by a {@link ListenerRunner}; inline ones are called before the reply
 * ({@code plugins-events.md} 2.4, 2.6). Who lets them in takes care that no two have one name. Thread-safe.
 */
public final class DeliveryEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final int DEEPEST = 5;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration DRAIN_AT_END = Duration.ofSeconds(2);

    private final DeliveryParts parts;
    private final GuardedCalls guard;
    private volatile List<ListenerRunner> runners = List.of();
    private volatile List<ListenerRunner> inline = List.of();

    /** An engine without listeners. */
    public DeliveryEngine(
            Journal journal, Passages passages, PluginGate gate, GuardedCalls guard, Timers timer, DeadLetters dead) {
        this.parts = new DeliveryParts(
                journal, passages, new JournalTap(journal, passages), gate, timer, dead, this::areDone);
        this.guard = guard;
    }

    /** A listener is let in. */
    public synchronized void feed(Registration<EntryListener> listener) {
        ListenerRunner runner = new ListenerRunner(listener, parts);
        List<ListenerRunner> next = new ArrayList<>(runners);
        next.add(runner);
        set(next);
        runner.start();
        LOG.info("Listener {} is fed from journal number {}", listener.name(), runner.lastRead());
    }

    private void set(List<ListenerRunner> next) {
        next.sort(Comparator.comparingInt(r -> r.listener().ordinal()));
        runners = List.copyOf(next);
        inline = dependenciesFirst(next.stream()
                .filter(r -> r.listener().delivery() == Registration.Delivery.INLINE)
                .toList());
    }

    private static List<ListenerRunner> dependenciesFirst(List<ListenerRunner> byOrdinal) {
        List<ListenerRunner> left = new ArrayList<>(byOrdinal);
        List<ListenerRunner> out = new ArrayList<>(left.size());
        while (!left.isEmpty()) {
            ListenerRunner next = left.stream()
                    .filter(r -> left.stream().noneMatch(other -> r.listener().comesAfter(other.listener())))
                    .findFirst()
                    .orElse(left.get(0)); // a circle can close when a configuration changes
            left.remove(next);
            out.add(next);
        }
        return out;
    }

    /** A listener goes; returns when its running calls have ended or were interrupted, at most 11 s. */
    public void remove(EntryListener service) {
        List<ListenerRunner> gone;
        synchronized (this) {
            gone = runners.stream()
                    .filter(r -> r.listener().service() == service)
                    .toList();
        }
        gone.forEach(runner -> runner.stop(DRAIN)); // foreign calls end here: not under the lock
        synchronized (this) {
            List<ListenerRunner> next = new ArrayList<>(runners);
            next.removeAll(gone);
            set(next);
        }
    }

    /** The listeners as they are now. */
    public List<ListenerRunner> runners() {
        return runners;
    }

    /** How many changes there are behind a position. */
    public long behind(long seq) {
        return Math.max(0, parts.journal().lastSeq() - seq);
    }

    private boolean areDone(Registration<?> listener, long seq) {
        if (listener.dependsOn().isEmpty()) {
            return true;
        }
        return runners.stream()
                .filter(r -> listener.comesAfter(r.listener()) && r.isActive())
                .allMatch(r -> r.lanes().isDone(seq));
    }

    /** Whether a listener would hear of reading. */
    public boolean hears(ActionType action) {
        return runners.stream().anyMatch(r -> r.listener().filter().hears(action));
    }

    /** Whether a listener would hear of views of what is not there. */
    public boolean hearsMisses() {
        return runners.stream().anyMatch(r -> r.listener().filter().hearsMisses());
    }

    /** Tells events that are not in the journal to whoever listens, once. */
    public void tell(List<EntryEvent> events) {
        for (EntryEvent event : events) {
            if (event.depth() > DEEPEST) {
                continue; // a listener of reading that reads hears of itself
            }
            Told told = Told.of(event);
            runners.forEach(r -> r.tell(told));
        }
    }

    /** Calls the inline listeners that want one of these events, within 5 s in all; never throws. */
    public void afterInline(List<EntryEvent> events) {
        events.forEach(parts.gate()::note);
        List<ListenerRunner> snapshot = inline;
        if (snapshot.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime()
                + Duration.ofMillis(InlineMemory.LONGEST_MILLIS).toNanos();
        for (Told told : events.stream().map(Told::of).toList()) {
            Set<ListenerRunner> done = new HashSet<>();
            for (ListenerRunner runner : snapshot) {
                if (runner.isActive() && runner.wants(told)) {
                    boolean worked = isItsTurn(runner, told, done) && call(runner, told.event(), deadline);
                    runner.deliverer().handledInline(told.event().eventId(), worked);
                    if (worked) {
                        done.add(runner);
                    }
                }
            }
        }
    }

    /** Whether all that is to be told before was told; what is not comes from the journal, which waits for that. */
    private boolean isItsTurn(ListenerRunner runner, Told told, Set<ListenerRunner> done) {
        if (runner.lanes().holdsOlderThan(told.event())) {
            return false;
        }
        return runners.stream()
                .filter(r -> runner.listener().comesAfter(r.listener()) && r.isActive())
                .filter(r -> r.listener().delivery() != Registration.Delivery.BESTEFFORT)
                .allMatch(r -> done.contains(r) || !r.wants(told));
    }

    private boolean call(ListenerRunner runner, EntryEvent event, long deadline) {
        Registration<EntryListener> listener = runner.listener();
        long left = Math.min(listener.timeout().toNanos(), deadline - System.nanoTime());
        boolean worked = false;
        if (left > 0 && runner.state().delay() == 0) {
            Instant now = Instant.now();
            PendingEvent.Attempt attempt = new PendingEvent.Attempt(1, now, now.plusNanos(left), false);
            try {
                guard.call(
                        listener.name(),
                        runner.state(),
                        () -> Acting.as(Acting.of(event), () -> {
                            listener.service().onEvent(event, attempt);
                            return true;
                        }),
                        Duration.ofNanos(left));
                runner.state().onSuccess();
                worked = attempt.asked().isEmpty();
            } catch (ExecutionException | TimeoutException e) {
                runner.state().onFailure();
                worked = attempt.droppedFor().isPresent();
                LOG.warn("Inline listener {} failed and is tried again from the journal", listener.name(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return worked;
    }

    /** Ends everything. */
    public void close() {
        List<ListenerRunner> all;
        synchronized (this) {
            all = runners;
            set(new ArrayList<>());
        }
        parts.tap().close();
        all.forEach(runner -> runner.stop(DRAIN_AT_END));
    }
}
