package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener ({@code plugins-events.md} 2.4, 2.5): time budget, breaker, retry with growing waits, dead letter in the
 * end. Thread-safe.
 */
final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final Logger DEAD = LoggerFactory.getLogger("dmart.deadletter");
    private static final long GRACE_MILLIS = 1000;
    private static final long DEPENDENCY_MILLIS = 5;
    private static final long DISK_MILLIS = 1000;

    /** Letters that are delivered together leave their file together. */
    private static final long TIDY_MILLIS = 200;

    private final Registration<EntryListener> listener;
    private final PluginState state;
    private final Lanes lanes;
    private final WorkQueue<PendingEvent> ready;
    private final DeliveryParts parts;
    private final Runnable onStuck;
    private final InlineMemory inline = new InlineMemory();
    private final Map<String, PendingEvent> awaited = new ConcurrentHashMap<>();
    private volatile boolean running = true;

    Deliverer(
            Registration<EntryListener> listener,
            PluginState state,
            Lanes lanes,
            Consumer<Runnable> workers,
            DeliveryParts parts,
            Runnable onStuck) {
        this.listener = listener;
        this.state = state;
        this.lanes = lanes;
        this.ready = new WorkQueue<>(listener.parallel(), Integer.MAX_VALUE, workers, this::deliver);
        this.parts = parts;
        this.onStuck = onStuck;
    }

    /** Begins no more calls. */
    void stop() {
        running = false;
    }

    /** Whether a request has given the event to the listener itself; asked once. */
    boolean isHandledInline(String eventId) {
        return inline.takeHandled(eventId);
    }

    /** Takes events that can go out. */
    void submit(List<PendingEvent> ready) {
        ready.forEach(this::submit);
    }

    private void submit(PendingEvent event) {
        String id = event.event().eventId();
        boolean byRequest = listener.delivery() == Registration.Delivery.INLINE && !event.isReplay();
        if (!byRequest || inline.hasFailed(id)) {
            execute(event);
            return;
        }
        // the request that made the event is about to call, or has called, the listener itself
        awaited.put(id, event);
        if (inline.takeHandled(id)) {
            resolve(id, this::done);
        } else {
            long wait = Math.min(listener.timeout().toMillis(), InlineMemory.LONGEST_MILLIS) + GRACE_MILLIS;
            parts.timer().later(() -> resolve(id, this::execute), wait);
        }
    }

    private void resolve(String eventId, Consumer<PendingEvent> action) {
        PendingEvent event = awaited.remove(eventId);
        if (event != null) {
            action.accept(event);
        }
    }

    /** A request called the listener itself; if that failed, the event comes again from the journal. */
    void handledInline(String eventId, boolean worked) {
        inline.put(eventId, worked);
        if (worked) {
            resolve(eventId, this::done);
        } else {
            resolve(eventId, this::execute);
        }
    }

    private void execute(PendingEvent event) {
        ready.offer(event);
    }

    private void deliver(PendingEvent event) {
        if (!running) {
            return;
        }
        try {
            deliverNow(event);
        } catch (Throwable e) { // the lane and the cursor would wait for it for good
            parts.timer().later(() -> execute(event), DISK_MILLIS);
            LOG.error("Listener {}: the delivery of {} failed and is begun again", listener.name(), id(event), e);
        }
    }

    private void deliverNow(PendingEvent event) {
        if (!event.isReplay() && !parts.dependencies().areDone(listener, event.seq())) {
            parts.timer().later(() -> execute(event), DEPENDENCY_MILLIS);
            return;
        }
        if (event.isLetter() && !parts.dead().isOut(listener.name(), id(event))) { // it was discarded meanwhile
            submit(lanes.done(event));
            return;
        }
        if (state.isStuck()) { // a request found it out, which had called the listener itself
            running = false;
            onStuck.run();
            return;
        }
        long delay = state.delay();
        if (delay > 0) {
            parts.timer().later(() -> execute(event), TimeUnit.NANOSECONDS.toMillis(delay) + 1);
            return;
        }
        PendingEvent.Attempt attempt = event.begin(listener.timeout());
        Optional<Throwable> failure = attempt(event, attempt);
        if (attempt.droppedFor().isPresent()) {
            state.onSuccess();
            LOG.warn(
                    "Listener {} drops event {}: {}",
                    listener.name(),
                    id(event),
                    attempt.droppedFor().get());
            done(event);
        } else if (attempt.asked().isPresent()) {
            state.onSuccess();
            if (running) { // else it stays open: the next version, or the next start, is told
                again(event, attempt.asked().get());
            }
        } else if (failure.isEmpty()) {
            state.onSuccess();
            done(event);
        } else if (running) {
            state.onFailure();
            failed(event, failure.get());
        }
    }

    private static String id(PendingEvent event) {
        return event.event().eventId();
    }

    /** Delivers an event that is not tried again. */
    void once(EntryEvent event) {
        if (!running) {
            return;
        }
        if (state.isStuck() || state.delay() > 0) {
            state.onDropped();
            return;
        }
        PendingEvent pending = new PendingEvent(event, 0, "", PendingEvent.Origin.JOURNAL);
        Optional<Throwable> failure = attempt(pending, pending.begin(listener.timeout()));
        if (failure.isEmpty()) {
            state.onSuccess();
        } else {
            state.onFailure();
            state.onDropped();
            LOG.warn(
                    "Listener {} failed at {}: {}",
                    listener.name(),
                    id(pending),
                    failure.get().toString());
        }
    }

    /** Foreign code: whatever it throws counts against the listener. */
    private Optional<Throwable> attempt(PendingEvent event, PendingEvent.Attempt attempt) {
        boolean answered = false;
        try {
            Optional<Throwable> failure = called(event, attempt);
            answered = true;
            return failure;
        } finally {
            if (!answered) {
                state.onUnanswered(); // the breaker would wait for the answer to a trial for good
            }
        }
    }

    private Optional<Throwable> called(PendingEvent event, PendingEvent.Attempt attempt) {
        Timers.Watch watch = parts.timer().watch(listener.timeout(), () -> expire(event, attempt));
        Optional<Throwable> failure = Optional.empty();
        long begin = System.nanoTime();
        Acting.set(Acting.of(event.event()));
        try {
            listener.service().onEvent(event.event(), attempt);
        } catch (Throwable e) { // guard around a plugin, linkage errors too
            state.onThrown(e);
            failure = Optional.of(Printable.of(e));
        }
        Acting.clear();
        state.times().add(System.nanoTime() - begin);
        parts.timer().unwatch(watch);
        boolean inTime = event.end();
        return inTime || failure.isPresent() ? failure : Optional.of(new InterruptedException("took too long"));
    }

    private void expire(PendingEvent event, PendingEvent.Attempt attempt) {
        event.expire(attempt.attempt());
        parts.timer()
                .later(
                        () -> {
                            if (running && event.isRunning(attempt.attempt())) {
                                stuck(event);
                            }
                        },
                        GRACE_MILLIS);
    }

    private void stuck(PendingEvent event) {
        running = false;
        state.onStuck();
        state.onFailure();
        LOG.error(
                "Listener {} ignores interrupts at event {} and is not fed any more until its jar is replaced",
                listener.name(),
                id(event));
        onStuck.run();
    }

    private void failed(PendingEvent event, Throwable why) {
        Registration.Retry retry = listener.retry();
        if (event.attempts() < retry.attempts()) {
            double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
            Duration wait = Duration.ofMillis(Math.round(retry.afterMillis(event.attempts()) * jitter));
            LOG.warn(
                    "Listener {} failed and tries again in {} ms: {}",
                    listener.name(),
                    wait.toMillis(),
                    why.toString());
            again(event, wait);
        } else {
            bury(event, why);
        }
    }

    private void again(PendingEvent event, Duration wait) {
        if (event.attempts() >= listener.retry().attempts()) {
            bury(event, new IllegalStateException("asked for another try after the last one"));
            return;
        }
        parts.timer().later(() -> execute(event), wait.toMillis());
    }

    private void bury(PendingEvent event, Throwable why) {
        JsonObject letter = DeadLetters.letter(event.event(), event.attempts(), why);
        try {
            if (event.isLetter()) {
                tidyWhenDue(parts.dead().failedAgain(listener.name(), letter));
            } else {
                parts.dead().add(listener.name(), letter);
            }
        } catch (DmartException e) { // the event stays where it is: nothing is given up that is not kept
            LOG.error("Listener {}: {}", listener.name(), e.text(), e);
            parts.timer().later(() -> execute(event), DISK_MILLIS);
            return;
        }
        state.onDead();
        DEAD.error(
                "listener={} event_id={} seq={} attempts={} error={}",
                listener.name(),
                id(event),
                event.seq(),
                event.attempts(),
                why.toString());
        LOG.error("Listener {} gave up event {}", listener.name(), id(event), why);
        submit(lanes.done(event));
    }

    private void done(PendingEvent event) {
        if (event.isLetter()) {
            tidyWhenDue(parts.dead().delivered(listener.name(), id(event)));
        }
        submit(lanes.done(event));
    }

    private void tidyWhenDue(boolean due) {
        if (due) {
            parts.timer().later(this::tidy, TIDY_MILLIS);
        }
    }

    private void tidy() {
        try {
            parts.dead().tidy(listener.name());
        } catch (DmartException e) { // until the disk works again, and at the end once more
            LOG.error("Listener {}: {}", listener.name(), e.text(), e);
            parts.timer().later(this::tidy, DISK_MILLIS);
        }
    }
}
