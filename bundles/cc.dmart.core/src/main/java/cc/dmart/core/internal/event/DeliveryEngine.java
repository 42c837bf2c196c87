package cc.dmart.core.internal.event;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners: each is fed from the journal by a {@link ListenerRunner}; inline ones are called before the reply
 * ({@code plugins-events.md} 2.4, 2.6). A listener or hook waits while an older listener has its name or a plugin that it depends
 * on is not there. Thread-safe.
 */
final class DeliveryEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final int DEEPEST = 5;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration DRAIN_AT_END = Duration.ofSeconds(2);

    private final DeliveryParts parts;
    private final GuardedCalls guard;
    private final Supplier<Set<String>> others;
    private final WaitingRoom waiting = new WaitingRoom();
    private volatile List<ListenerRunner> runners = List.of();
    private volatile List<ListenerRunner> inline = List.of();
    private boolean closed;

    /**
     * An engine.
     *
     * @param others names of the plugins that are there without a listener
     */
    DeliveryEngine(
            Journal journal,
            Passages passages,
            PluginGate gate,
            GuardedCalls guard,
            Timers timer,
            DeadLetters dead,
            Supplier<Set<String>> others) {
        this.parts = new DeliveryParts(
                journal, passages, new JournalTap(journal, passages), gate, timer, dead, this::areDone);
        this.guard = guard;
        this.others = others;
    }

    /** A listener appeared. */
    synchronized void add(Registration<EntryListener> listener) {
        enter(new WaitingRoom.Guest(
                listener, false, () -> older(listener).or(() -> missing(listener)), () -> feed(listener)));
    }

    /** A hook appeared; it is used once the plugins are there that it depends on. */
    synchronized void addHook(Registration<BeforeHook> hook, Runnable use) {
        enter(new WaitingRoom.Guest(hook, true, () -> missing(hook), use));
    }

    private void enter(WaitingRoom.Guest guest) {
        if (!closed) {
            waiting.enter(guest)
                    .ifPresent(
                            why -> LOG.info("{} waits: {}", guest.registration().name(), why));
        }
    }

    private void feed(Registration<EntryListener> listener) {
        ListenerRunner runner = new ListenerRunner(listener, parts);
        List<ListenerRunner> next = new ArrayList<>(runners);
        next.add(runner);
        set(next);
        runner.start();
        LOG.info("Listener {} is fed from journal number {}", listener.name(), runner.lastRead());
    }

    private Optional<String> older(Registration<EntryListener> listener) {
        return runners.stream().anyMatch(r -> r.listener().name().equals(listener.name()))
                ? Optional.of("another version is still there; this one takes over when the jar of that is removed")
                : Optional.empty();
    }

    private Optional<String> missing(Registration<?> one) {
        if (one.dependsOn().isEmpty()) {
            return Optional.empty();
        }
        Set<String> there = new HashSet<>(others.get());
        runners.forEach(r -> there.add(r.listener().plugin()));
        return one.dependsOn().stream()
                .filter(name -> !there.contains(name) || name.equals(one.plugin()))
                .findFirst()
                .map(name -> "it needs plugin " + name);
    }

    /** Lets those in that waited for what is there now. */
    synchronized void retryWaiting() {
        waiting.retry();
    }

    /** The listeners and hooks that wait, and why. */
    synchronized List<WaitingRoom.Waiting> waiting() {
        return waiting.list();
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

    /** A hook goes that may wait. */
    synchronized void removeHook(BeforeHook service) {
        waiting.leave(service);
    }

    /** A listener goes; returns when its running calls have ended or were interrupted, at most 11 s. */
    void remove(EntryListener service) {
        List<ListenerRunner> gone;
        synchronized (this) {
            waiting.leave(service); // it is not let in while the others end
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
        retryWaiting();
    }

    /** The listeners as they are now. */
    List<ListenerRunner> runners() {
        return runners;
    }

    /** How many changes there are behind a position. */
    long behind(long seq) {
        return Math.max(0, parts.journal().lastSeq() - seq);
    }

    /** Whether the journal knows where a listener was. */
    boolean hasCursor(String listener) {
        return parts.journal().cursor(listener).isPresent();
    }

    /** Names of the listeners that are fed or wait. */
    synchronized Set<String> names() {
        Set<String> out = new HashSet<>();
        runners.forEach(r -> out.add(r.listener().name()));
        waiting.list().forEach(w -> out.add(w.registration().name()));
        return out;
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
    boolean hears(ActionType action) {
        return runners.stream().anyMatch(r -> r.listener().filter().hears(action));
    }

    /** Whether a listener would hear of views of what is not there. */
    boolean hearsMisses() {
        return runners.stream().anyMatch(r -> r.listener().filter().hearsMisses());
    }

    /** Tells events that are not in the journal to whoever listens, once. */
    void tell(List<EntryEvent> events) {
        for (EntryEvent event : events) {
            if (event.depth() > DEEPEST) {
                continue; // a listener of reading that reads hears of itself
            }
            Told told = Told.of(event);
            runners.forEach(r -> r.tell(told));
        }
    }

    /** Calls the inline listeners that want one of these events, within 5 s in all; never throws. */
    void afterInline(List<EntryEvent> events) {
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
    void close() {
        List<ListenerRunner> all;
        synchronized (this) {
            closed = true;
            all = runners;
            set(new ArrayList<>());
        }
        parts.tap().close();
        all.forEach(runner -> runner.stop(DRAIN_AT_END));
    }
}
