package cc.dmart.core.internal.event;

import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    /** Changes that hang hold up nobody for longer, and once. */
    private static final long LIMIT_MILLIS = 1000;

    private final Set<CountDownLatch> open = ConcurrentHashMap.newKeySet();

    /** A change begins its way. */
    HookDispatcher.Passage begin() {
        CountDownLatch passage = new CountDownLatch(1);
        open.add(passage);
        return () -> {
            open.remove(passage);
            passage.countDown();
        };
    }

    /** Follows a journal behind what is on its way: gives a change when what the server keeps knows of it. */
    JournalReader read(Journal journal, long afterSeq) {
        return new Follower(journal, journal.read(afterSeq));
    }

    private void awaitOpen() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        List<CountDownLatch> hanging = new ArrayList<>(0);
        for (CountDownLatch passage : open) {
            if (!passage.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                hanging.add(passage);
            }
        }
        hanging.forEach(open::remove);
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
