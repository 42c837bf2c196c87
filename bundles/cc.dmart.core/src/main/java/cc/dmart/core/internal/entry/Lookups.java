package cc.dmart.core.internal.entry;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Space;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What every change needs to know of its surroundings, remembered so that a create does not read its space and folder again:
 * the spaces with their plugins, and the unique fields of folders. Changes of ours are seen at once, those by other programs
 * after a second. Bounded. Thread-safe.
 */
@Component(service = Lookups.class)
public final class Lookups {
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final int MAX = 10_000;
    private static final String ACTION_LOG = "action_log";

    private record Folder(SpaceName space, Subpath path) {}

    private record SpaceInfo(boolean exists, boolean logged) {}

    private final EntryStore store;
    private final Cache<SpaceName, SpaceInfo> spaces =
            Caffeine.newBuilder().expireAfterWrite(LIFE).maximumSize(MAX).build();
    private final Cache<Folder, List<List<String>>> unique =
            Caffeine.newBuilder().expireAfterWrite(LIFE).maximumSize(MAX).build();

    /** Looks things up in this store. */
    @Activate
    public Lookups(@Reference EntryStore store) {
        this.store = store;
    }

    /** Whether there is such a space. */
    boolean exists(SpaceName space) {
        return info(space).exists();
    }

    /** Whether the space keeps an activity log ({@code storage.md} 1.8). */
    boolean isLogged(SpaceName space) {
        return info(space).logged();
    }

    private SpaceInfo info(SpaceName space) {
        SpaceInfo known = spaces.getIfPresent(space);
        if (known != null) {
            return known;
        }
        Optional<StoredEntry> found = store.find(Locator.ofSpace(space));
        SpaceInfo info =
                new SpaceInfo(found.isPresent(), found.filter(Lookups::isLogged).isPresent());
        if (info.exists()) {
            spaces.put(space, info);
        }
        return info;
    }

    private static boolean isLogged(StoredEntry space) {
        return new Space(space.entry()).activePlugins().contains(ACTION_LOG);
    }

    /** Whether the meta of a space asks for an activity log. */
    static boolean isLogged(JsonObject spaceMeta) {
        return spaceMeta.strings("active_plugins").contains(ACTION_LOG);
    }

    /** The combinations of paths that must be unique in a folder ({@code storage.md} 3.8); empty for most. */
    List<List<String>> uniqueFields(SpaceName space, Subpath folder) {
        if (folder.isRoot()) {
            return List.of();
        }
        Folder key = new Folder(space, folder);
        List<List<String>> known = unique.getIfPresent(key);
        if (known == null) {
            known = store.find(Locator.ofFolder(space, folder))
                    .flatMap(f -> PayloadRules.storedTree(f, true))
                    .map(Lookups::combinations)
                    .orElse(List.of());
            unique.put(key, known);
        }
        return known;
    }

    private static List<List<String>> combinations(JsonObject folderBody) {
        List<List<String>> out = new ArrayList<>();
        for (var one : folderBody.array("unique_fields").orElse(JsonArray.EMPTY)) {
            List<String> paths = one.asArray().map(JsonArray::strings).orElse(List.of()).stream()
                    .map(Lookups::plainPath)
                    .toList();
            if (!paths.isEmpty()) {
                out.add(paths);
            }
        }
        return List.copyOf(out);
    }

    private static String plainPath(String path) {
        for (String suffix : List.of("_unescaped", "_replace_specials")) {
            if (path.endsWith(suffix)) {
                return path.substring(0, path.length() - suffix.length());
            }
        }
        return path;
    }

    /** Forgets what a change made out of date; called under its locks. */
    void committed(Change change) {
        for (ChangeOp op : change.ops()) {
            if (op instanceof ChangeOp.PutEntry put && put.at().type() == ResourceType.FOLDER) {
                unique.invalidate(new Folder(put.at().space(), put.at().inside()));
            } else if (op instanceof ChangeOp.PutEntry put && put.at().type() == ResourceType.SPACE) {
                spaces.invalidate(put.at().space());
            } else if (op instanceof ChangeOp.RemoveEntry remove) {
                removed(remove.at());
            } else if (op instanceof ChangeOp.MoveEntry move) {
                removed(move.from());
            }
        }
    }

    private void removed(Locator at) {
        if (at.type() == ResourceType.SPACE) {
            spaces.invalidate(at.space());
            unique.invalidateAll();
        } else if (at.type() == ResourceType.FOLDER) {
            unique.invalidateAll();
        }
    }
}
