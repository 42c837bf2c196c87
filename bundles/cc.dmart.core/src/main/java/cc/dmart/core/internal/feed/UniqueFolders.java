package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.unique.UniqueRules;
import cc.dmart.core.internal.unique.UniqueValues;
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

    private final UniqueRules rules;
    private final Map<Locator, Long> changed = new ConcurrentHashMap<>();

    UniqueFolders(UniqueRules rules) {
        this.rules = rules;
    }

    /** The exact terms of a document because of these rules. */
    Collection<String> terms(StoredEntry entry) {
        Locator at = entry.at();
        boolean marked = at.type() == ResourceType.FOLDER && changed.containsKey(at);
        List<List<String>> asked = at.type().isEntry() ? rules.of(at.space(), at.subpath()) : List.of();
        if (!marked && asked.isEmpty()) {
            return List.of();
        }
        Set<String> out = new HashSet<>(UniqueValues.terms(asked, entry));
        if (marked) {
            out.add(CHANGED);
        }
        return out;
    }

    /**
     * Notes that a folder was written.
     *
     * @param known what was written just now; empty to read it when it is asked for
     * @param other whether its rules are others than before; empty if that is not known
     * @return whether what is in it has to be indexed anew
     */
    boolean written(Locator folder, Optional<StoredEntry> known, Optional<Boolean> other) {
        known.ifPresentOrElse(rules::written, () -> rules.forget(folder));
        boolean anew = other.orElseGet(() -> !rules.of(folder).isEmpty());
        if (anew) {
            mark(folder);
        }
        return anew;
    }

    /** Notes that folders went somewhere else, or away. */
    void gone() {
        rules.forgetAll();
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
