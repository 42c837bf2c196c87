package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hooks, listeners and jobs of plugins as an operator sees them ({@code plugins-events.md} 2.4, 2.8), and what an operator lays
 * down about a plugin. Nothing here asks for permission: the edges do. Provided by {@code core}. Thread-safe.
 */
@ProviderType
public interface DeliveryService {
    /** All that an operator may grant a plugin ({@code plugins-events.md} 2.5). */
    Set<String> GRANTS = Set.of("impersonate", "always_active", "before_hooks", "network", "public_routes");

    /**
     * What is laid down about a plugin from outside its jar.
     *
     * @param config in the form of {@code config.json} ({@code plugins-events.md} 1.4); wins over service properties
     * @param grants of {@link #GRANTS}
     */
    record Setup(JsonObject config, Set<String> grants) {
        /** Nothing laid down, everything granted. */
        public static final Setup FREE = new Setup(JsonObject.EMPTY, GRANTS);

        /** With a copy of the set. */
        public Setup {
            grants = Set.copyOf(grants);
        }
    }

    /** Hooks and listeners by plugin and name. */
    List<ListenerStatus> listeners();

    /** Names of the listeners of a plugin whose position is kept, though they are not there at this moment. */
    Set<String> missing(String plugin);

    /**
     * Forgets where a listener was that is not there: the journal is not kept for it any more, and if it comes back it begins
     * with what happens then. Until then such a listener is among {@link #listeners} with the state {@code GONE}, a few minutes
     * after it went.
     *
     * @throws DmartException.NotFound if there is no such position, or the listener is there
     */
    void forget(String listener);

    /** Jobs by plugin and name. */
    List<JobStatus> jobs();

    /** Starts a job now unless it runs. @throws DmartException.NotFound if there is none */
    void run(String job);

    /** The hooks and listeners that would be called for an event, in order. */
    List<String> matching(EntryEvent event);

    /**
     * Tells an event that did not happen to the listeners that want it, with the retries of a real one, marked as a replay;
     * nothing is journalled. Waits up to five seconds for those that have no room.
     *
     * @return names of those that took it, in order; one that wants it and has no room all that time is not among them
     */
    List<String> fire(EntryEvent event);

    /**
     * Events of a listener that were given up, oldest first: {@code event}, {@code attempts}, {@code error}, {@code trace},
     * {@code died_at}. Also of a listener that is not there any more.
     */
    List<JsonObject> deadLetters(String listener, int offset, int limit);

    /** How many {@link #deadLetters} a listener has; costs nothing. */
    int deadLetterCount(String listener);

    /** Names of the listeners with dead letters. */
    Set<String> withDeadLetters();

    /**
     * Delivers dead letters again.
     *
     * @param eventIds which; empty = all
     * @return how many
     * @throws DmartException.NotFound if the listener is not there
     */
    int retry(String listener, Set<String> eventIds);

    /**
     * Removes dead letters for good.
     *
     * @param eventIds which; empty = all
     * @return how many
     */
    int discard(String listener, Set<String> eventIds);

    /**
     * Delivers events again that are still in the journal, marked as replay, beside the new ones. A replay that is cut off by a
     * restart is not taken up again.
     *
     * @param afterSeq those behind this journal number
     * @throws DmartException.NotFound if the listener is not there
     */
    void replay(String listener, long afterSeq);

    /** The same from a point in time. */
    void replay(String listener, Instant from);

    /** By plugin, the spaces whose {@code active_plugins} name it, sorted; no key where none does. Costs a look at each space. */
    Map<String, List<String>> spacesByPlugin();

    /** What is laid down about a plugin; {@link Setup#FREE} unless somebody said otherwise. */
    Setup setup(String plugin);

    /** Lays something down about a plugin. Its hooks and listeners count by it when the call returns. */
    void setup(String plugin, Setup setup);
}
