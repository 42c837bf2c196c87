package cc.dmart.api.storage;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The truth: entries in spaces. Reads never write and never list a folder of entries. Changes go through {@link #commit}
 * only; the caller holds the locks of the entries that a change names. A store must pass {@code EntryStoreContract}.
 * Thread-safe. Source: {@code design.md} 1 and 2, {@code storage.md}.
 */
@ProviderType
public interface EntryStore {

    /**
     * The entry or attachment at an address; empty if there is none of that type. Costs at most one or two file reads, none
     * when cached; a cached entry is checked against size and time of its files.
     *
     * @throws DmartException.Unavailable if the store cannot be read
     */
    Optional<StoredEntry> find(Locator at);

    /** The entry that holds a name, whatever its type (one name space per subpath, {@code storage.md} 1.5). */
    Optional<StoredEntry> findByName(SpaceName space, Subpath subpath, Shortname shortname);

    /**
     * Whether a name is taken: by an entry of any type or a stray payload file ({@code storage.md} 1.5). A directory that is no
     * folder, since it has no meta, takes no name: creating the folder gives it one.
     */
    boolean isTaken(SpaceName space, Subpath subpath, Shortname shortname);

    /** Those of some names in one folder that are taken; a store may answer for many at less than for each. */
    default Set<Shortname> taken(SpaceName space, Subpath subpath, Collection<Shortname> shortnames) {
        return shortnames.stream().filter(name -> isTaken(space, subpath, name)).collect(Collectors.toSet());
    }

    /**
     * Whether the meta at an address is there and cannot be read as an entry, so that nothing is known of it; it can be removed
     * by {@link ChangeOp.RemoveEntry}. A store that cannot have such answers false.
     */
    default boolean isUnreadable(Locator at) {
        return false;
    }

    /** Attachments of an entry, by creation time then shortname; no types = all. Costs what this one entry has. */
    List<StoredEntry> attachments(Locator parent, Set<ResourceType> types);

    /** The folder that holds one folder for each space, for what only looks at files; empty for a store without files. */
    default Optional<Path> folder() {
        return Optional.empty();
    }

    /**
     * Whether the spaces were put there since this server left others, as when a copy is put back: what was worked out from those
     * that it left does not count. A store that cannot tell answers false.
     */
    default boolean wasReplaced() {
        return false;
    }

    /** The spaces, sorted. */
    List<SpaceName> spaces();

    /** Change log of an entry, newest first, read from the end of the file. */
    List<HistoryRecord> history(Locator at, int offset, int limit);

    /** Lines of the change log of an entry, newest first, until the visitor answers false; no more of them are held than one. */
    default void history(Locator at, Predicate<HistoryRecord> visitor) {
        for (HistoryRecord line : history(at, 0, Integer.MAX_VALUE)) {
            if (!visitor.test(line)) {
                return;
            }
        }
    }

    /** Lines about all attachments of an entry, newest first: also those that do not say which, and of attachments that are gone. */
    List<HistoryRecord> attachmentHistory(Locator parent);

    /**
     * Activity lines of a space, newest first, until the visitor answers false. Lines that cannot be parsed are skipped.
     */
    void activity(SpaceName space, Predicate<JsonObject> visitor);

    /**
     * Makes one change durable and applies it: on return the journal record is as durable as the setting
     * {@code journal_sync} says and every file is in place. Concurrent commits share one force. Either the whole change
     * happens, or, with an exception other than the one below, none of it.
     *
     * @param late told the number of a change that was answered with 500, once, when it is in the files and the store takes others
     *     again; by any thread, which it does not hold up. Until it was told, the caller keeps the locks of the change
     * @return the journal sequence number of the change
     * @throws DmartException.Unavailable 503 if it could not be made durable; nothing changed then. 500 if it is durable and
     *     cannot be applied yet: it will be, at the latest after a restart, and nothing else is changed until then
     * @throws DmartException.Conflict if something lies where a move goes, such as entries in a directory without a folder, or if
     *     another meta has the name of what is moved; nothing changed then
     */
    long commit(Change change, LongConsumer late);

    /** The same for whoever holds no locks and keeps nothing beside the files. */
    default long commit(Change change) {
        return commit(change, seq -> {});
    }

    /**
     * Walks a subtree for a rebuild, a check or an export: never on a request path. Entries are read past the cache, in
     * parallel on the given executor when the store can; the visitor is called concurrently. Returns when all is visited.
     *
     * @param under the folder to start at; its own entry is visited too, and the space's entry for the root
     * @throws RuntimeException the first that the visitor threw; the walk ends early then
     */
    void scan(SpaceName space, Subpath under, Executor workers, ScanVisitor visitor);

    /** Walks a folder or space for what it holds: for deletes and moves of it only. */
    TreeContents contents(Locator folderOrSpace);

    /**
     * Figures of its own for operators, such as {@code cache_hits_total}: names in lower case with underscores and the unit at
     * the end, {@code _total} for what only goes up. Answers at once.
     */
    default Map<String, Double> figures() {
        return Map.of();
    }

    /** How the store is doing; answers at once. */
    StoreState state();
}
