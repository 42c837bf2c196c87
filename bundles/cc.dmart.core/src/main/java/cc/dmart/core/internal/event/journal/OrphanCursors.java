package cc.dmart.core.internal.event.journal;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.event.call.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cursors of listeners that are not there: each keeps the journal from its position on, so that the listener misses nothing when
 * it comes back, and is forgotten after a while ({@code plugins-events.md} 2.4). Since when each is alone is kept in a file; if
 * that is lost, the time begins anew. Thread-safe, guarded by its monitor.
 */
public final class OrphanCursors {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanCursors.class);

    /**
     * A cursor without a listener.
     *
     * @param seq   the last change that the listener was done with
     * @param since when it was first missed
     * @param until when it is forgotten; empty = never
     */
    public record Orphan(String listener, long seq, Instant since, Optional<Instant> until) {}

    private static final long LOOK_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Journal journal;
    private final Path file;
    private final Duration keep;
    private final Map<String, Instant> alone = new TreeMap<>();

    /**
     * The orphans of a journal.
     *
     * @param file where it is kept since when each is alone; need not exist
     * @param keep how long they are kept; zero = for ever
     */
    public OrphanCursors(Journal journal, Path file, Duration keep) {
        this.journal = journal;
        this.file = file;
        this.keep = keep;
        read();
    }

    private void read() {
        try {
            if (Files.exists(file)) {
                JsonObject json = JsonCodec.parseObject(Files.readAllBytes(file));
                json.names()
                        .forEach(name -> json.string(name).ifPresent(since -> alone.put(name, Instant.parse(since))));
            }
        } catch (IOException | DmartException | DateTimeException e) {
            LOG.warn("{} cannot be read; cursors of missing listeners are kept longer", file, e);
        }
    }

    /**
     * Looks now and then, the first time a while after the start: jars of the watched folder may come late.
     *
     * @param there names of the listeners that are there
     */
    public void watch(Timers timer, Supplier<Set<String>> there) {
        timer.later(
                () -> {
                    look(there.get(), Instant.now());
                    watch(timer, there);
                },
                LOOK_MILLIS);
    }

    /** Looks which listeners are missing, and forgets those that have been for too long. */
    public synchronized void look(Set<String> there, Instant now) {
        Map<String, Instant> before = Map.copyOf(alone);
        Set<String> cursors = journal.cursors().keySet();
        alone.keySet().retainAll(cursors);
        alone.keySet().removeAll(there);
        for (String name : cursors) {
            if (isOfListener(name) && !there.contains(name)) {
                alone.putIfAbsent(name, now);
            }
        }
        for (Orphan orphan : list()) {
            if (orphan.until().isPresent() && !orphan.until().get().isAfter(now)) {
                LOG.warn(
                        "Listener {} has not been there since {}: its position {} is forgotten. If it comes back it begins"
                                + " with what happens then",
                        orphan.listener(),
                        orphan.since(),
                        orphan.seq());
                journal.forget(orphan.listener());
                alone.remove(orphan.listener());
            }
        }
        if (!alone.equals(before)) {
            write();
        }
    }

    /** Listeners are named after plugin and component; other readers of the journal belong to the server. */
    public static boolean isOfListener(String cursor) {
        return cursor.indexOf('.') >= 0;
    }

    /** Name of the plugin of a listener. */
    public static String plugin(String listener) {
        return listener.substring(0, listener.lastIndexOf('.'));
    }

    /**
     * Names of the listeners of a plugin that have a cursor and are not there at this moment, whether that was noticed or not.
     *
     * @param there names of the listeners that are there
     */
    public Set<String> missing(String plugin, Set<String> there) {
        return journal.cursors().keySet().stream()
                .filter(name -> isOfListener(name) && plugin(name).equals(plugin) && !there.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that have been missed, by name. */
    public synchronized List<Orphan> list() {
        List<Orphan> out = new ArrayList<>();
        Map<String, Long> positions = journal.cursors();
        alone.forEach((name, since) -> Optional.ofNullable(positions.get(name))
                .ifPresent(seq -> out.add(new Orphan(
                        name, seq, since, keep.isZero() ? Optional.empty() : Optional.of(since.plus(keep))))));
        return out;
    }

    /** Forgets one now. */
    public synchronized void forget(String name) {
        journal.forget(name);
        if (alone.remove(name) != null) {
            write();
        }
    }

    private void write() {
        JsonObject.Builder json = JsonObject.builder();
        alone.forEach((name, since) -> json.put(name, since.toString()));
        try {
            DurableFile.replace(file, JsonCodec.write(json.build()));
        } catch (IOException e) {
            LOG.warn("{} cannot be written; cursors of missing listeners are kept longer", file, e);
        }
    }
}
