package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.ticket.Workflow;
import cc.dmart.core.internal.unique.UniqueRules;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What every change needs to know of its surroundings, remembered so that a create does not read its space and folder again:
 * the spaces with their plugins, and by {@link UniqueRules} the unique fields of folders. Changes of ours are seen at once, those
 * by other programs after a second. Bounded. Thread-safe.
 */
@Component(service = Lookups.class)
public final class Lookups {
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final int MAX = 10_000;
    private static final String ACTION_LOG = "action_log";

    private record SpaceInfo(boolean exists, boolean logged, boolean enforcesLocks, boolean strictTickets) {
        private static final SpaceInfo NONE = new SpaceInfo(false, false, false, false);

        static SpaceInfo of(JsonObject meta) {
            return new SpaceInfo(true, isLogged(meta), isSet(meta, "enforce_locks"), isSet(meta, "strict_tickets"));
        }

        private static boolean isSet(JsonObject meta, String name) {
            return meta.bool(name).orElse(false);
        }
    }

    private final EntryStore store;
    private final UniqueRules unique;
    private final AtomicLong limitedTickets = new AtomicLong();
    private final Cache<SpaceName, SpaceInfo> spaces =
            Caffeine.newBuilder().expireAfterWrite(LIFE).maximumSize(MAX).build();

    /** Looks things up in this store. */
    @Activate
    public Lookups(@Reference EntryStore store, @Reference UniqueRules unique) {
        this.store = store;
        this.unique = unique;
    }

    /** Whether there is such a space. */
    public boolean exists(SpaceName space) {
        return info(space).exists();
    }

    /** Whether the space keeps an activity log ({@code storage.md} 1.8). */
    public boolean isLogged(SpaceName space) {
        return info(space).logged();
    }

    /** Whether every write in the space minds locks ({@code plugins-events.md} 4.6). */
    boolean enforcesLocks(SpaceName space) {
        return info(space).enforcesLocks();
    }

    /** Whether the state of its tickets changes by transitions alone ({@code plugins-events.md} 4.4). */
    public boolean hasStrictTickets(SpaceName space) {
        return info(space).strictTickets();
    }

    /** What is loaded while a change of the space arrives is dropped by {@link #committed}, which waits for the load. */
    private SpaceInfo info(SpaceName space) {
        @Nullable SpaceInfo info = spaces.get(space, this::load);
        return info == null ? SpaceInfo.NONE : info;
    }

    private @Nullable SpaceInfo load(SpaceName space) {
        return store.find(Locator.ofSpace(space))
                .map(found -> SpaceInfo.of(found.entry().meta()))
                .orElse(null);
    }

    /** Whether the meta of a space asks for an activity log. */
    public static boolean isLogged(JsonObject spaceMeta) {
        return spaceMeta.strings("active_plugins").contains(ACTION_LOG);
    }

    /** The combinations of paths that must be unique in a folder ({@code storage.md} 3.8); empty for most. */
    public List<List<String>> uniqueFields(SpaceName space, Subpath folder) {
        return unique.of(space, folder);
    }

    /** Counts changes that gave a ticket a time by which it must leave its state ({@link Workflow#LIMIT}). */
    public long limitedTickets() {
        return limitedTickets.get();
    }

    /** Notes what a change made out of date; called under its locks. */
    void committed(Change change) {
        for (ChangeOp op : change.ops()) {
            if (limitsTicket(op)) {
                limitedTickets.incrementAndGet();
            }
            if (op instanceof ChangeOp.PutEntry put) {
                written(put.at());
            } else if (op instanceof ChangeOp.RemoveEntry remove) {
                written(remove.at());
            } else if (op instanceof ChangeOp.MoveEntry move) {
                written(move.from());
            }
        }
    }

    private static boolean limitsTicket(ChangeOp op) {
        if (op instanceof ChangeOp.PutEntry put) {
            return put.at().type() == ResourceType.TICKET && put.meta().has(Workflow.LIMIT);
        }
        return op instanceof ChangeOp.MoveEntry move
                && (move.to().type() == ResourceType.FOLDER
                        || move.to().type() == ResourceType.SPACE
                        || move.meta().has(Workflow.LIMIT));
    }

    private void written(Locator at) {
        if (at.type() == ResourceType.SPACE) {
            spaces.invalidate(at.space());
        }
    }
}
