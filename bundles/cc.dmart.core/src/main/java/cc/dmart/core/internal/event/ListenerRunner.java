package cc.dmart.core.internal.event;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one listener from the journal ({@code plugins-events.md} 2.4): a cursor under the listener's name, order per lane,
 * retry with growing waits, and a bounded number of threads of its own. Thread-safe.
 */
final class ListenerRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerRunner.class);
    private static final Logger DEAD = LoggerFactory.getLogger("dmart.deadletter");
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long REST_MILLIS = 10;
    private static final long GRACE_MILLIS = 1000;
    private static final long AFTER_FAILED_READ_MILLIS = 5000;
    private static final int STORE_EVERY = 64;

    private final Registration<EntryListener> listener;
    private final Journal journal;
    private final PluginGate gate;
    private final ScheduledExecutorService timer;
    private final ExecutorService reader;
    private final ExecutorService workers;
    private final PluginState state = new PluginState();
    private final InlineMemory inline = new InlineMemory();
    private final Map<String, PendingEvent> awaited = new ConcurrentHashMap<>();
    private final Lanes lanes;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running = true;
    private long stored;

    ListenerRunner(
            Registration<EntryListener> listener, Journal journal, PluginGate gate, ScheduledExecutorService timer) {
        this.listener = listener;
        this.journal = journal;
        this.gate = gate;
        this.timer = timer;
        this.reader = CoreThreads.workers("dmart-journal-" + listener.name(), 1);
        this.workers = CoreThreads.workers("dmart-listener-" + listener.name(), listener.parallel());
        this.stored = isDurable() ? journal.cursor(listener.name()).orElse(-1) : -1;
        long start = stored >= 0 ? stored : journal.lastSeq(); // a new listener is not flooded with the past
        this.lanes = new Lanes(start, listener.order());
        store();
    }

    private boolean isDurable() {
        return listener.delivery() != Registration.Delivery.BESTEFFORT;
    }

    private boolean isInline() {
        return listener.delivery() == Registration.Delivery.INLINE;
    }

    /** The registration. */
    Registration<EntryListener> listener() {
        return listener;
    }

    /** How the listener is doing. */
    PluginState state() {
        return state;
    }

    /** Whether the listener is being fed. */
    boolean isActive() {
        return running && !state.isStuck();
    }

    /** Begins to read. */
    void start() {
        reader.execute(this::read);
    }

    /** Stops taking events and lets running calls end; events that were not handled are delivered again later. */
    void stop(Duration drain) {
        running = false;
        workers.shutdown();
        reader.shutdown(); // not interrupted: it may be inside the files of the store
        stopped.countDown();
        try {
            if (!workers.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
                if (!workers.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.warn("Listener {} did not end in time; its threads are left alone", listener.name());
                }
            }
            reader.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        store();
    }

    private void read() {
        try (JournalReader records = journal.read(lanes.lastRead())) {
            int sinceStored = 0;
            while (running) {
                Optional<JournalRecord> next = lanes.awaitRoom(LOOK.toMillis()) ? records.next(LOOK) : Optional.empty();
                next.ifPresent(this::take);
                // a closed journal answers at once: do not spin on it
                boolean rest = next.isEmpty() && !stopped.await(REST_MILLIS, TimeUnit.MILLISECONDS);
                if (rest || ++sinceStored >= STORE_EVERY) {
                    sinceStored = 0;
                    store();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the thread's end: whatever stops it, the listener must be fed again
            LOG.error("Listener {} is not fed for a while", listener.name(), e);
            later(() -> reader.execute(this::read), AFTER_FAILED_READ_MILLIS);
        }
    }

    private void take(JournalRecord journalled) {
        List<EntryEvent> wanted = new ArrayList<>();
        if (!journalled.change().silent()) {
            for (EntryEvent event : journalled.change().events()) {
                if (wants(event) && !inline.takeHandled(event.eventId())) {
                    wanted.add(event.withSeq(journalled.seq()));
                }
            }
        }
        for (PendingEvent ready : lanes.add(journalled.seq(), wanted)) {
            submit(ready);
        }
    }

    /** Whether an event is for this listener. */
    boolean wants(EntryEvent event) {
        try {
            return listener.filter().matches(Occurrence.of(event)) && gate.isOpen(listener, event.spaceName());
        } catch (DmartException e) {
            LOG.warn("Listener {}: activity in {} is not known: {}", listener.name(), event.spaceName(), e.text());
            return true;
        }
    }

    private void submit(PendingEvent event) {
        String id = event.event().eventId();
        if (!isInline() || inline.hasFailed(id)) {
            execute(event);
            return;
        }
        // the request that made the event is about to call, or has called, the listener itself
        awaited.put(id, event);
        if (inline.takeHandled(id)) {
            resolve(id, this::done);
        } else {
            long wait = Math.min(listener.timeout().toMillis(), InlineMemory.LONGEST_MILLIS) + GRACE_MILLIS;
            later(() -> resolve(id, this::execute), wait);
        }
    }

    private void resolve(String eventId, Consumer<PendingEvent> action) {
        PendingEvent event = awaited.remove(eventId);
        if (event != null) {
            action.accept(event);
        }
    }

    private void execute(PendingEvent event) {
        try {
            workers.execute(() -> deliver(event));
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "Listener {} ended before event {}",
                    listener.name(),
                    event.event().eventId());
        }
    }

    private void deliver(PendingEvent event) {
        if (!running) {
            return;
        }
        long delay = state.delay();
        if (delay > 0) {
            later(() -> execute(event), TimeUnit.NANOSECONDS.toMillis(delay) + 1);
            return;
        }
        Optional<Throwable> failure = attempt(event);
        if (failure.isEmpty()) {
            state.onSuccess();
            done(event);
        } else if (running) {
            state.onFailure();
            failed(event, failure.get());
        }
    }

    /** Foreign code: whatever it throws counts against the listener. */
    private Optional<Throwable> attempt(PendingEvent event) {
        PendingEvent.Attempt attempt = event.begin(listener.timeout());
        Future<?> watchdog =
                schedule(() -> expire(event, attempt), listener.timeout().toMillis());
        Optional<Throwable> failure = Optional.empty();
        try {
            listener.service().onEvent(event.event(), attempt);
        } catch (Throwable e) { // guard around a plugin, linkage errors too
            failure = Optional.of(e);
        }
        watchdog.cancel(false);
        boolean inTime = event.end();
        return inTime || failure.isPresent() ? failure : Optional.of(new InterruptedException("took too long"));
    }

    private void expire(PendingEvent event, PendingEvent.Attempt attempt) {
        event.expire(attempt.attempt());
        later(
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
                event.event().eventId());
        workers.shutdownNow();
        reader.shutdown();
        stopped.countDown();
    }

    private void failed(PendingEvent event, Throwable why) {
        Registration.Retry retry = listener.retry();
        if (!isDurable() || event.attempts() >= retry.attempts()) {
            state.onDead();
            DEAD.error(
                    "listener={} event_id={} seq={} attempts={} error={}",
                    listener.name(),
                    event.event().eventId(),
                    event.seq(),
                    event.attempts(),
                    why.toString());
            LOG.error(
                    "Listener {} gave up event {}",
                    listener.name(),
                    event.event().eventId(),
                    why);
            done(event);
            return;
        }
        double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
        long wait = Math.round(retry.afterMillis(event.attempts()) * jitter);
        LOG.warn("Listener {} failed and tries again in {} ms: {}", listener.name(), wait, why.toString());
        later(() -> execute(event), wait);
    }

    private void done(PendingEvent event) {
        for (PendingEvent next : lanes.done(event)) {
            submit(next);
        }
    }

    private void later(Runnable task, long millis) {
        Future<?> unused = schedule(task, millis);
    }

    private Future<?> schedule(Runnable task, long millis) {
        try {
            return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return new FutureTask<>(task, null);
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

    private synchronized void store() {
        long position = lanes.position();
        if (isDurable() && position > stored) {
            journal.advance(listener.name(), position);
            stored = position;
        }
    }

    /** Journal records that were not dealt with yet. */
    long lag() {
        return Math.max(0, journal.lastSeq() - lanes.position());
    }
}
