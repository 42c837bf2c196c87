package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.journal.JournalTap;
import cc.dmart.core.internal.event.journal.Told;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one listener from the journal ({@code plugins-events.md} 2.4): a cursor under the listener's name, order per lane, and a
 * bounded number of threads of its own. While it keeps up it hangs on the {@link JournalTap}; when it is behind it reads by
 * itself. Thread-safe.
 */
public final class ListenerRunner implements JournalTap.Drinker {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerRunner.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long REST_MILLIS = 10;
    private static final long GRACE_MILLIS = 1000;
    private static final long AFTER_FAILED_READ_MILLIS = 5000;
    private static final int MOST_EXTRA = 256;

    /** After a crash what was handled since is told again; each store forces two files. */
    private static final long STORE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long STORE_IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Registration<EntryListener> listener;
    private final DeliveryParts parts;
    private final ExecutorService reader;
    private final ExecutorService workers;
    private final PluginState state = new PluginState();
    private final Lanes lanes;
    private final Deliverer deliverer;
    private final WorkQueue<EntryEvent> extra;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running = true;
    private volatile boolean delivered;
    private volatile long storedAt = System.nanoTime();
    private long stored;

    ListenerRunner(Registration<EntryListener> listener, DeliveryParts parts) {
        this.listener = listener;
        this.parts = parts;
        this.reader = CoreThreads.workers("dmart-journal-" + listener.name(), 1);
        this.workers = CoreThreads.workers("dmart-listener-" + listener.name(), listener.parallel());
        this.stored = isDurable() ? parts.journal().cursor(listener.name()).orElse(-1) : -1;
        long start = stored >= 0 ? stored : firstPosition();
        this.lanes = new Lanes(start, listener.order());
        this.deliverer = new Deliverer(listener, state, lanes, this::work, parts, this::stuck);
        int most = listener.order() == Registration.Order.NONE ? listener.parallel() : 1;
        this.extra = new WorkQueue<>(most, MOST_EXTRA, this::work, deliverer::once);
        store();
    }

    /** A new listener is not flooded with the past unless it asks for that. */
    private long firstPosition() {
        Journal journal = parts.journal();
        return listener.fromBeginning() ? Math.max(0, journal.firstSeq() - 1) : journal.lastSeq();
    }

    private boolean isDurable() {
        return listener.delivery() != Registration.Delivery.BESTEFFORT;
    }

    /** The registration. */
    public Registration<EntryListener> listener() {
        return listener;
    }

    /** How the listener is doing. */
    public PluginState state() {
        return state;
    }

    /** Its deliveries. */
    Deliverer deliverer() {
        return deliverer;
    }

    /** Its waiting events. */
    Lanes lanes() {
        return lanes;
    }

    /** Its events of reading, and those of a best-effort listener. */
    WorkQueue<EntryEvent> extra() {
        return extra;
    }

    /** Whether the listener is being fed. */
    public boolean isActive() {
        return running && !state.isStuck();
    }

    /** Begins to be fed. */
    void start() {
        reader.execute(this::catchUp);
    }

    /** Stops taking events and lets running calls end; events that were not handled are delivered again later. */
    void stop(Duration drain) {
        running = false;
        deliverer.stop();
        parts.tap().leave(this);
        workers.shutdown();
        reader.shutdown(); // not interrupted: it may be inside the files of the store
        stopped.countDown();
        try {
            Duration most = state.isStuck() ? Duration.ZERO : drain; // what ignores interrupts is not worth a wait
            if (!workers.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS)) {
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
        parts.dead().putBack(listener.name());
    }

    private void catchUp() {
        try (JournalReader records = parts.read(lanes.lastRead())) {
            while (running && !parts.tap().join(this)) {
                Optional<JournalRecord> next = lanes.awaitRoom(LOOK.toMillis()) ? records.next(LOOK) : Optional.empty();
                if (next.isPresent()) {
                    take(next.get().seq(), Told.of(next.get()));
                } else { // a closed journal answers at once: do not spin on it
                    boolean unused = stopped.await(REST_MILLIS, TimeUnit.MILLISECONDS);
                }
                storeWhenDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // the thread's end: whatever stops it, the listener must be fed again
            parts.timer().later(this::left, AFTER_FAILED_READ_MILLIS);
            LOG.error("Listener {} is not fed for a while", listener.name(), e);
        }
    }

    @Override
    public long lastRead() {
        return lanes.lastRead();
    }

    @Override
    public boolean offer(long seq, List<Told> events) {
        if (!running || seq <= lanes.lastRead()) {
            return true;
        }
        if (lanes.isFull()) {
            return false;
        }
        take(seq, events);
        storeWhenDue();
        return true;
    }

    @Override
    public void left() {
        execute(reader, this::catchUp);
    }

    @Override
    public void idle() {
        storeWhenDue();
    }

    private void take(long seq, List<Told> events) {
        List<EntryEvent> wanted = List.of();
        boolean heard = false;
        for (Told told : events) {
            if (!wants(told)) {
                continue;
            }
            heard = true;
            if (!deliverer.isHandledInline(told.event().eventId())) {
                wanted = wanted.isEmpty() ? new ArrayList<>(2) : wanted;
                wanted.add(told.event());
            }
        }
        if (!isDurable()) {
            lanes.add(seq, List.of());
            wanted.forEach(extra::offer);
            return;
        }
        delivered |= heard; // what was told inline must not be told again after a crash either
        deliverer.submit(lanes.add(seq, wanted));
    }

    /** Tells an event that is not in the journal, once, if there is time. */
    void tell(Told told) {
        if (isActive() && wantsAgain(told)) {
            extra.offer(told.event());
        }
    }

    private void work(Runnable task) {
        execute(workers, task);
    }

    /** What no thread can be had for now is done when there may be one: nobody else begins it. */
    private void execute(ExecutorService threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("Listener {} ended", listener.name());
        } catch (Throwable e) { // the system gives no thread
            parts.timer().later(() -> execute(threads, task), AFTER_FAILED_READ_MILLIS);
            LOG.error("Listener {} waits for a thread", listener.name(), e);
        }
    }

    /** Whether a change is for this listener, which has not heard of it yet. */
    boolean wants(Told told) {
        return wants(told, true);
    }

    /** The same of what it may have heard of, or is not told as a change of the journal. */
    public boolean wantsAgain(Told told) {
        return wants(told, false);
    }

    private boolean wants(Told told, boolean first) {
        try {
            return listener.filter().matches(told.occurrence()) && parts.gate().isOpen(listener, told.event(), first);
        } catch (DmartException e) {
            LOG.warn(
                    "Listener {}: activity in {} is not known: {}",
                    listener.name(),
                    told.event().spaceName(),
                    e.text());
            return true;
        }
    }

    private void stuck() {
        running = false;
        parts.tap().leave(this);
        workers.shutdownNow();
        reader.shutdown();
        stopped.countDown();
    }

    /**
     * Delivers an event again; waits for room.
     *
     * @param due whether it is still to be delivered
     * @return whether it was taken in
     */
    boolean again(EntryEvent event, PendingEvent.Origin origin, BooleanSupplier due) throws InterruptedException {
        while (running) {
            boolean room = lanes.awaitRoom(LOOK.toMillis());
            if (!due.getAsBoolean()) {
                return false;
            }
            if (room) {
                deliverer.submit(lanes.addAgain(event, origin));
                return true;
            }
        }
        return false;
    }

    /**
     * The same of an event that an operator made up.
     *
     * @param millis longest wait for room
     */
    public boolean again(EntryEvent event, long millis) throws InterruptedException {
        boolean taken = lanes.awaitRoom(millis) && running;
        if (taken) {
            deliverer.submit(lanes.addAgain(event, PendingEvent.Origin.REPLAY));
        }
        return taken;
    }

    /** Delivers events of the journal again, up to what it holds now. Runs until all are taken in. */
    public void replay(long afterSeq, Instant from) {
        long last = parts.journal().lastSeq();
        try (JournalReader records = parts.read(afterSeq)) {
            long seq = afterSeq;
            while (running && seq < last) {
                Optional<JournalRecord> next = records.next(LOOK);
                if (next.isEmpty()) {
                    continue;
                }
                seq = next.get().seq();
                if (seq > last || next.get().at().isBefore(from)) {
                    continue;
                }
                for (Told told : Told.of(next.get())) {
                    if (wantsAgain(told)) {
                        boolean unused = again(told.event(), PendingEvent.Origin.REPLAY, () -> true);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An idle listener may hear old news of others again after a crash: its cursor costs the disk next to nothing. */
    private void storeWhenDue() {
        long passed = System.nanoTime() - storedAt;
        if (passed > (delivered ? STORE_NANOS : STORE_IDLE_NANOS)) {
            store();
        }
    }

    private synchronized void store() {
        storedAt = System.nanoTime();
        delivered = lanes.size() > 0;
        long position = lanes.position();
        if (isDurable() && position > stored) {
            parts.journal().advance(listener.name(), position);
            stored = position;
        }
    }

    /** Journal records that were not dealt with yet. */
    public long lag() {
        return Math.max(0, parts.journal().lastSeq() - lanes.position());
    }

    /** Events that were tried and wait for another try. */
    public long retrying() {
        return lanes.retrying();
    }

    /** Events that it was not told for good: it did not want them any more, or there was no room. */
    public long dropped() {
        return state.dropped() + extra.dropped();
    }
}
