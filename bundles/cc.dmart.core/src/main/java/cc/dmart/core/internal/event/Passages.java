package cc.dmart.core.internal.event;

import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Changes on their way from the files into what is kept beside them: index, caches, rights. A listener is fed from the journal,
 * which shows a change as soon as it is in the files; what it asks then must know of the change too. Thread-safe.
 */
final class Passages {
    /** A change that hangs holds up nobody for longer. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    private record Open(CountDownLatch over, long begun) {}

    /** A change begins its way. */
    HookDispatcher.Passage begin() {
        Open passage = new Open(new CountDownLatch(1), System.nanoTime());
        open.add(passage);
        return () -> {
            open.remove(passage);
            passage.over().countDown();
        };
    }

    /** Follows a journal behind what is on its way: gives a change when what the server keeps knows of it. */
    JournalReader read(Journal journal, long afterSeq) {
        return new Follower(journal, journal.read(afterSeq));
    }

    private void awaitOpen() throws InterruptedException {
        for (Iterator<Open> all = open.iterator(); all.hasNext(); ) {
            Open passage = all.next();
            long left = passage.begun() + LIMIT_NANOS - System.nanoTime();
            if (!passage.over().await(left, TimeUnit.NANOSECONDS)) {
                all.remove();
            }
        }
    }

    /** Waits once for all changes that the journal shows by then, not for each. */
    private final class Follower implements JournalReader {
        private final Journal journal;
        private final JournalReader records;
        private long arrived;

        Follower(Journal journal, JournalReader records) {
            this.journal = journal;
            this.records = records;
        }

        @Override
        public Optional<JournalRecord> next(Duration wait) throws InterruptedException {
            Optional<JournalRecord> next = records.next(wait);
            if (next.isPresent() && next.get().seq() > arrived) {
                long shown = Math.max(next.get().seq(), journal.lastSeq());
                awaitOpen();
                arrived = shown;
            }
            return next;
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
