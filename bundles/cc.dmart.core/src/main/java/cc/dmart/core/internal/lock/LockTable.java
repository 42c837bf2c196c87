package cc.dmart.core.internal.lock;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of entries, in memory: a view of the {@code lock} and {@code unlock} events of the journal, read again at start
 * ({@code plugins-events.md} 4.6). Every committed change is shown to it under the locks of its entries, so what is asked of it
 * under such a lock is exact. A lock goes with its entry when that is deleted or moved. While locks live, the journal keeps
 * their records. Thread-safe; changes are guarded by the monitor.
 */
@Component(service = LockTable.class)
public final class LockTable {
    private static final Logger LOG = LoggerFactory.getLogger(LockTable.class);
    private static final String CURSOR = "locks";
    /** A cursor is on disk a moment after it is set; after a crash in that moment so many changes are looked at. */
    private static final long TAIL = 2_000;

    /**
     * What a lock is on. An attachment may have the name of an entry beside it, and of another attachment.
     *
     * @param path       of the entry or attachment; empty for the space
     * @param attachment its type; empty for an entry of any
     */
    private record Key(SpaceName space, String path, Optional<ResourceType> attachment) {
        static Key of(Locator at) {
            if (at.type() == ResourceType.SPACE) {
                return new Key(at.space(), "", Optional.empty());
            }
            String folder = at.subpath().isRoot() ? "" : at.subpath().value() + "/";
            Optional<ResourceType> attachment = Optional.of(at.type()).filter(ResourceType::isAttachment);
            return new Key(at.space(), folder + at.shortname().value(), attachment);
        }

        static Key ofParent(Locator attachment) {
            return new Key(attachment.space(), attachment.subpath().value(), Optional.empty());
        }

        /** Whether this is the other one or lies below it, where nothing lies below an attachment. */
        boolean isUnder(Key top) {
            return equals(top) || (top.attachment.isEmpty() && space.equals(top.space) && isBelow(top.path));
        }

        private boolean isBelow(String top) {
            return top.isEmpty() || (path.startsWith(top) && path.startsWith("/", top.length()));
        }
    }

    private final Journal journal;
    private final Clock clock;
    private final Map<Key, EntryLock> locks = new ConcurrentHashMap<>();
    private OptionalLong kept;

    /** The locks that this journal tells of. */
    @Activate
    public LockTable(@Reference Journal journal) {
        this(journal, Clock.systemUTC());
    }

    /** The same by the time of a clock. */
    public LockTable(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
        this.kept = journal.cursor(CURSOR);
        replay(kept.orElse(Math.max(0, journal.lastSeq() - TAIL)));
    }

    private void replay(long from) {
        try (JournalReader reader = journal.read(from)) {
            Optional<JournalRecord> next = reader.next(Duration.ZERO);
            while (next.isPresent()) {
                replay(next.get());
                next = reader.next(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One record that cannot be read costs its lock at most, and not the start. */
    private void replay(JournalRecord record) {
        try {
            apply(record.seq(), record.at(), record.change());
        } catch (RuntimeException e) {
            LOG.warn("The locks of change {} cannot be read", record.seq(), e);
        }
    }

    /** The live lock of an entry. */
    public Optional<EntryLock> find(Locator at) {
        return locks.isEmpty() ? Optional.empty() : live(Optional.ofNullable(locks.get(Key.of(at))));
    }

    /**
     * The live locks of whatever has this name, that of an entry before those of attachments: requests that end a lock do not
     * name the type.
     */
    public List<EntryLock> named(SpaceName space, Subpath subpath, Shortname shortname) {
        List<EntryLock> out = new ArrayList<>();
        find(new Locator(space, subpath, shortname, ResourceType.CONTENT)).ifPresent(out::add);
        for (ResourceType type : ResourceType.values()) {
            if (type.isAttachment()) {
                find(new Locator(space, subpath, shortname, type)).ifPresent(out::add);
            }
        }
        return out;
    }

    /** The live lock of the entry that an attachment hangs on. */
    public Optional<EntryLock> ofParent(Locator attachment) {
        return live(Optional.ofNullable(locks.get(Key.ofParent(attachment))));
    }

    private Optional<EntryLock> live(Optional<EntryLock> lock) {
        return lock.filter(l -> l.until().isAfter(clock.instant()));
    }

    /** The lock of an entry that ended by itself and is not yet told to have. */
    public Optional<EntryLock> ended(Locator at) {
        return Optional.ofNullable(locks.get(Key.of(at))).filter(l -> !l.until().isAfter(clock.instant()));
    }

    /** All live locks. */
    public List<EntryLock> live() {
        Instant now = clock.instant();
        return locks.values().stream().filter(l -> l.until().isAfter(now)).toList();
    }

    /** All locks that ended by themselves. */
    public List<EntryLock> ended() {
        Instant now = clock.instant();
        return locks.values().stream().filter(l -> !l.until().isAfter(now)).toList();
    }

    /** The live locks at and below an entry. */
    public List<EntryLock> under(Locator at) {
        if (locks.isEmpty()) {
            return List.of();
        }
        Key top = Key.of(at);
        Instant now = clock.instant();
        return locks.entrySet().stream()
                .filter(e -> e.getKey().isUnder(top) && e.getValue().until().isAfter(now))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Takes in a change that was just committed; called under its locks. */
    public void committed(long seq, Change change) {
        if (!locks.isEmpty() || isAboutLocks(change)) {
            apply(seq, clock.instant(), change);
        }
    }

    private static boolean isAboutLocks(Change change) {
        for (EntryEvent event : change.events()) {
            if (event.action() == ActionType.LOCK) {
                return true;
            }
        }
        return false;
    }

    private synchronized void apply(long seq, Instant when, Change change) {
        for (ChangeOp op : change.ops()) {
            if (op instanceof ChangeOp.RemoveEntry remove) {
                Key gone = Key.of(remove.at());
                locks.keySet().removeIf(key -> key.isUnder(gone));
            } else if (op instanceof ChangeOp.MoveEntry move) {
                move(move.from(), move.to());
            }
        }
        for (EntryEvent event : change.events()) {
            if (event.action() == ActionType.LOCK) {
                lock(seq, when, event);
            } else if (event.action() == ActionType.UNLOCK) {
                locks.remove(Key.of(locator(event)));
            }
        }
    }

    private void lock(long seq, Instant when, EntryEvent event) {
        JsonObject told = event.attributes();
        long seconds = told.number("lock_period").map(JsonNumber::longValue).orElse(0L);
        Locator at = locator(event);
        String owner = told.string("owner_shortname").orElse(event.user());
        locks.put(Key.of(at), new EntryLock(at, owner, event.timestamp(), when.plusSeconds(seconds), seq));
        if (kept.isEmpty()) {
            keepFrom(seq - 1);
        }
    }

    private void move(Locator from, Locator to) {
        Key top = Key.of(from);
        List<EntryLock> moved = new ArrayList<>();
        locks.entrySet().removeIf(e -> e.getKey().isUnder(top) && moved.add(e.getValue()));
        for (EntryLock lock : moved) {
            boolean self = lock.at().equals(from);
            Locator at = self
                    ? to
                    : new Locator(
                            to.space(),
                            lock.at().subpath().rebase(from.inside(), to.inside()),
                            lock.at().shortname(),
                            lock.at().type());
            locks.put(Key.of(at), lock.movedTo(at));
        }
    }

    /** Forgets a lock whose entry is gone from the files. */
    public synchronized void drop(EntryLock lock) {
        locks.remove(Key.of(lock.at()), lock);
    }

    /** Lets the journal release what no lock needs any more. */
    public synchronized void retain() {
        OptionalLong oldest = locks.values().stream().mapToLong(EntryLock::seq).min();
        if (oldest.isPresent() && kept.orElse(-1) != oldest.getAsLong() - 1) {
            keepFrom(oldest.getAsLong() - 1);
        } else if (oldest.isEmpty() && kept.isPresent()) {
            journal.forget(CURSOR);
            kept = OptionalLong.empty();
        }
    }

    private void keepFrom(long seq) {
        journal.advance(CURSOR, seq);
        kept = OptionalLong.of(seq);
    }

    private static Locator locator(EntryEvent event) {
        return Locator.of(
                event.spaceName(),
                event.subpath(),
                event.shortname().orElse(""),
                event.resourceType().orElse(ResourceType.CONTENT));
    }
}
