package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Locator;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory up to a number of bytes. Those that are read often stay: where far more are read than there is room for,
 * an entry that is read once leaves while it is young, and does not grow old only to be dropped. Thread-safe.
 */
final class EntryCache {
    /** So many of the largest have room. */
    private static final int LARGEST = 64;

    private final Cache<Locator, Weighed> entries;
    private final long largest;

    /** @param bytes room in all */
    EntryCache(long bytes) {
        largest = Math.min(Integer.MAX_VALUE, bytes / LARGEST);
        entries = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Locator at, Weighed value) -> (int) value.weight())
                .executor(Runnable::run) // what is due is done by whoever comes, not by another thread
                .build();
    }

    /** An entry that knows about how much memory it takes. */
    interface Weighed {
        /** Bytes, roughly. */
        long weight();
    }

    @Nullable
    Weighed get(Locator at) {
        return entries.getIfPresent(at);
    }

    void put(Locator at, Weighed value) {
        if (value.weight() <= largest) {
            entries.put(at, value);
        } else {
            entries.invalidate(at);
        }
    }

    /** Removes an entry. @return what was known of it */
    @Nullable
    Weighed remove(Locator at) {
        return entries.asMap().remove(at);
    }

    void clear() {
        entries.invalidateAll();
    }

    /** Bytes of the entries in it, roughly. */
    long bytes() {
        return entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
    }
}
