package cc.dmart.storage.files.internal.journal;

import cc.dmart.api.storage.JournalRecord;
import cc.dmart.storage.files.internal.change.StoredChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last changes in memory, so that readers that keep up read no file; large ones are left out. Thread-safe. */
final class RecentChanges {
    private static final int SLOTS = 256;
    private static final int LARGEST = 16 << 10;

    private record Slot(long seq, long at, StoredChange change) {}

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    void put(long seq, long at, StoredChange change, int size) {
        if (size <= LARGEST) {
            slots.set((int) (seq % SLOTS), new Slot(seq, at, change));
        }
    }

    Optional<JournalRecord> get(long seq) {
        Slot slot = slots.get((int) (seq % SLOTS));
        return slot == null || slot.seq() != seq
                ? Optional.empty()
                : Optional.of(record(seq, slot.at(), slot.change()));
    }

    static JournalRecord record(long seq, long at, StoredChange change) {
        return new JournalRecord(seq, Instant.EPOCH.plus(at, ChronoUnit.MICROS), change.toChange(seq));
    }
}
