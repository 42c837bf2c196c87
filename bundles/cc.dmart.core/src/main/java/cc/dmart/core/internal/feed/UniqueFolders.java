package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.unique.UniqueValues;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which values of documents are unique in their folders, and the folders whose rules changed, so that what is in them has to be
 * indexed anew. The document of such a folder says so until that is done, for the next start to know. Thread-safe.
 */
final class UniqueFolders {
    /** The exact term of a folder whose rules changed. */
    static final String CHANGED = "unique.changed\u0001";

    private static final Duration LIFE = Duration.ofSeconds(1); // other programs change folders too
    private static final int MAX = 10_000;

    private final EntryStore store;
    private final Cache<Locator, List<List<String>>> rules = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(LIFE)
            .maximumSize(MAX)
            .build();
    private final Map<Locator, Long> changed = new ConcurrentHashMap<>();

    UniqueFolders(EntryStore store) {
        this.store = store;
    }

    /** The exact terms of a document because of these rules. */
    Collection<String> terms(StoredEntry entry) {
        Locator at = entry.at();
        boolean marked = at.type() == ResourceType.FOLDER && changed.containsKey(at);
        List<List<String>> asked = at.type().isEntry()
                ? Locator.ofFolder(at.space(), at.subpath()).map(this::rulesOf).orElse(List.of())
                : List.of();
        if (!marked && asked.isEmpty()) {
            return List.of();
        }
        Set<String> out = new HashSet<>(UniqueValues.terms(asked, entry));
        if (marked) {
            out.add(CHANGED);
        }
        return out;
    }

    private List<List<String>> rulesOf(Locator folder) {
        return rules.get(folder, this::read);
    }

    private List<List<String>> read(Locator folder) {
        return store.find(folder).map(UniqueValues::rules).orElse(List.of());
    }

    /**
     * Notes that a folder was written.
     *
     * @param other whether its rules are others than before; empty if that is not known
     * @return whether what is in it has to be indexed anew
     */
    boolean written(Locator folder, Optional<Boolean> other) {
        rules.invalidate(folder);
        boolean anew = other.orElseGet(() -> !read(folder).isEmpty());
        if (anew) {
            mark(folder);
        }
        return anew;
    }

    /** Notes that folders went somewhere else, or away. */
    void gone() {
        rules.invalidateAll();
    }

    /** Notes that what is in a folder has to be indexed anew. */
    void mark(Locator folder) {
        changed.merge(folder, 1L, Long::sum);
    }

    /** The folders in which that has to be done, with how often they changed. */
    Map<Locator, Long> changed() {
        return Map.copyOf(changed);
    }

    /** Notes that it was done for a folder, as it was after so many changes. */
    void done(Locator folder, long count) {
        changed.remove(folder, count);
    }
}
