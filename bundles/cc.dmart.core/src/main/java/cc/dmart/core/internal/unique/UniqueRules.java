package cc.dmart.core.internal.unique;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The unique fields of folders, remembered so that neither a change nor a document reads its folder again. Changes of ours are
 * seen at once, since the feed of the index tells of them; those by other programs after a second. Bounded. Thread-safe.
 */
@Component(service = UniqueRules.class)
public final class UniqueRules {
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final int MAX = 10_000;

    private final EntryStore store;
    private final Cache<Locator, List<List<String>>> rules = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(LIFE)
            .maximumSize(MAX)
            .build();

    /** Reads folders of this store. */
    @Activate
    public UniqueRules(@Reference EntryStore store) {
        this.store = store;
    }

    /** The combinations of paths that must be unique in a folder ({@code storage.md} 3.8); empty for most. */
    public List<List<String>> of(SpaceName space, Subpath folder) {
        return Locator.ofFolder(space, folder).map(this::of).orElse(List.of());
    }

    /** The same by the address of the folder. */
    public List<List<String>> of(Locator folder) {
        return rules.get(folder, this::read);
    }

    private List<List<String>> read(Locator folder) {
        return store.find(folder).map(UniqueValues::rules).orElse(List.of());
    }

    /** Notes a folder as it was written just now; what is loaded meanwhile does not come after it. */
    public void written(StoredEntry folder) {
        rules.put(folder.at(), UniqueValues.rules(folder));
    }

    /** Forgets a folder that may be another now. */
    public void forget(Locator folder) {
        rules.invalidate(folder);
    }

    /** Forgets all folders: some went somewhere else, or away. */
    public void forgetAll() {
        rules.invalidateAll();
    }
}
