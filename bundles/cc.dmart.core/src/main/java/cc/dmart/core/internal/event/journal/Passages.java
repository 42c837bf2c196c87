package cc.dmart.core.internal.event.journal;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.event.HookDispatcher;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Changes on their way from the files into what is kept beside them: index, caches, rights. A listener is fed from the journal,
 * which shows a change as soon as it is in the files; what it asks then must know of the change too. Thread-safe.
 */
public final class Passages {
    /** A change that hangs when the journal shows it holds up nobody for longer. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** By the first of their events; nobody is told a change without one. */
    private final Map<String, CountDownLatch> open = new ConcurrentHashMap<>();

    private final long limitNanos;
    private final LongSupplier nanos;

    public Passages() {
        this(LIMIT, System::nanoTime);
    }

    /**
     * The same with another limit.
     *
     * @param nanos a clock as {@link System#nanoTime()}
     */
    public Passages(Duration limit, LongSupplier nanos) {
        this.limitNanos = limit.toNanos();
        this.nanos = nanos;
    }

    /** A change begins its way. How long it is on its way into the files does not matter: the journal shows it afterwards. */
    public HookDispatcher.Passage begin(Change change) {
        Optional<String> id = id(change);
        if (id.isEmpty()) {
            return () -> {};
        }
        CountDownLatch over = new CountDownLatch(1);
        open.put(id.get(), over);
        return () -> {
            open.remove(id.get(), over);
            over.countDown();
        };
    }

    private static Optional<String> id(Change change) {
        return change.events().stream().findFirst().map(EntryEvent::eventId);
    }

    /** Follows a journal behind what is on its way: gives a change when what the server keeps knows of it. */
    public JournalReader read(Journal journal, long afterSeq) {
        return new Follower(journal, journal.read(afterSeq));
    }

    /** For one thread, as any reader. */
    private final class Follower implements JournalReader {
        private final Journal journal;
        private final JournalReader records;
        private long shown = -1;
        private long until;

        Follower(Journal journal, JournalReader records) {
            this.journal = journal;
            this.records = records;
        }

        @Override
        public Optional<JournalRecord> next(Duration wait) throws InterruptedException {
            Optional<JournalRecord> next = records.next(wait);
            if (next.isPresent() && !open.isEmpty()) {
                awaitArrival(next.get());
            }
            return next;
        }

        private void awaitArrival(JournalRecord record) throws InterruptedException {
            Optional<String> id = id(record.change());
            Optional<CountDownLatch> over = id.map(open::get);
            if (over.isEmpty()) {
                return;
            }
            if (record.seq() > shown) { // all that the journal shows by now has the same time: they may all hang
                shown = Math.max(record.seq(), journal.lastSeq());
                until = nanos.getAsLong() + limitNanos;
            }
            if (!over.get().await(until - nanos.getAsLong(), TimeUnit.NANOSECONDS)) {
                open.remove(id.get(), over.get());
            }
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
