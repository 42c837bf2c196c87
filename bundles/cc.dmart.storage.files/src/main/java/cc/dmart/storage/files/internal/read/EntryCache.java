package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Locator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory, the least recently used leave first when the bytes are too many. Thread-safe: sixteen parts, each
 * guarded by its monitor.
 */
final class EntryCache {
    private static final int PARTS = 16;

    private final List<Part> parts = new ArrayList<>(PARTS);
    private final long largest;

    /** @param bytes room in all */
    EntryCache(long bytes) {
        for (int i = 0; i < PARTS; i++) {
            parts.add(new Part(bytes / PARTS));
        }
        largest = bytes / PARTS / 4;
    }

    /** An entry that knows about how much memory it takes. */
    interface Weighed {
        /** Bytes, roughly. */
        long weight();
    }

    @Nullable
    Weighed get(Locator at) {
        return part(at).get(at);
    }

    void put(Locator at, Weighed value) {
        if (value.weight() <= largest) {
            part(at).put(at, value);
        } else {
            part(at).remove(at);
        }
    }

    /** Removes an entry. @return what was known of it */
    @Nullable
    Weighed remove(Locator at) {
        return part(at).remove(at);
    }

    void clear() {
        parts.forEach(Part::clear);
    }

    /** Bytes of the entries in it, roughly. */
    long bytes() {
        return parts.stream().mapToLong(Part::used).sum();
    }

    private Part part(Locator at) {
        // the high bits: a part whose keys shared the low ones would use a sixteenth of its own table
        return parts.get(((at.hashCode() * 0x9E3779B9) >>> 16) & (PARTS - 1));
    }

    private static final class Part {
        private final Map<Locator, Weighed> entries = new LinkedHashMap<>(64, 0.75f, true);
        private final long room;
        private long used;

        Part(long room) {
            this.room = room;
        }

        synchronized @Nullable Weighed get(Locator at) {
            return entries.get(at);
        }

        synchronized void put(Locator at, Weighed value) {
            Weighed old = entries.put(at, value);
            used += value.weight() - (old == null ? 0 : old.weight());
            var eldest = entries.entrySet().iterator();
            while (used > room && eldest.hasNext()) {
                used -= eldest.next().getValue().weight();
                eldest.remove();
            }
        }

        synchronized @Nullable Weighed remove(Locator at) {
            Weighed old = entries.remove(at);
            used -= old == null ? 0 : old.weight();
            return old;
        }

        synchronized long used() {
            return used;
        }

        synchronized void clear() {
            entries.clear();
            used = 0;
        }
    }
}
