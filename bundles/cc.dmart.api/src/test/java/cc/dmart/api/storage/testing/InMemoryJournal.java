package cc.dmart.api.storage.testing;

import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The journal of {@link InMemoryEntryStore}: a list that grows. Thread-safe, guarded by itself. */
class InMemoryJournal implements Journal {
    private final List<JournalRecord> records = new ArrayList<>();
    private final Map<String, Long> cursors = new HashMap<>();

    /** Adds a change and gives it the next number. */
    final synchronized long append(Change change) {
        long seq = records.size() + 1L;
        Change numbered = new Change(
                change.ops(), change.events().stream().map(e -> e.withSeq(seq)).toList(), change.silent());
        records.add(new JournalRecord(seq, Instant.now(), numbered));
        notifyAll();
        return seq;
    }

    @Override
    public final synchronized long lastSeq() {
        return records.size();
    }

    @Override
    public final long firstSeq() {
        return 1;
    }

    @Override
    public final JournalReader read(long afterSeq) {
        return new Reader(Math.max(0, afterSeq));
    }

    @Override
    public final synchronized OptionalLong cursor(String name) {
        Long at = cursors.get(name);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    @Override
    public final synchronized void advance(String name, long seq) {
        cursors.put(name, seq);
    }

    @Override
    public final synchronized Map<String, Long> cursors() {
        return Map.copyOf(cursors);
    }

    @Override
    public final synchronized void forget(String name) {
        cursors.remove(name);
    }

    private synchronized Optional<JournalRecord> await(long seq, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (records.size() < seq) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return Optional.of(records.get((int) seq - 1));
    }

    private final class Reader implements JournalReader {
        private long seq;

        Reader(long seq) {
            this.seq = seq;
        }

        @Override
        public Optional<JournalRecord> next(Duration wait) throws InterruptedException {
            Optional<JournalRecord> found = await(seq + 1, wait);
            found.ifPresent(r -> seq = r.seq());
            return found;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
