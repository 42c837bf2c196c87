package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FirstTime;
import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions that need the names in one small directory: who holds a name, attachments of an entry, the spaces. Thread-safe. */
public final class Listings {
    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    /** Names for which it does not pay to look at their folder first. */
    private static final int FEW = 2;

    private final Disk disk;
    private final Layout layout;
    private final EntryFinder finder;
    private final ZoneId zone;
    private final Set<SpaceName> unreadable = ConcurrentHashMap.newKeySet();
    private final FirstTime closed = new FirstTime();
    private volatile Spaces spaces = new Spaces(List.of(), System.nanoTime() - FRESH, 0);

    /** @param change number of the change of the spaces that it is read after */
    private record Spaces(List<SpaceName> names, long read, long change) {}

    /** @param zone of naive date-times */
    public Listings(Disk disk, Layout layout, EntryFinder finder, ZoneId zone) {
        this.disk = disk;
        this.layout = layout;
        this.finder = finder;
        this.zone = zone;
    }

    /** The entry that holds a name. */
    public Optional<StoredEntry> findByName(SpaceName space, Subpath subpath, Shortname shortname) {
        for (ResourceType type : typesOf(layout.side(space, subpath, shortname.value()))) {
            Optional<StoredEntry> found = finder.find(new Locator(space, subpath, shortname, type));
            if (found.isPresent()) {
                return found;
            }
        }
        return finder.find(new Locator(space, subpath, shortname, ResourceType.FOLDER));
    }

    /** Types of the metas in the directory of a name. */
    private Set<ResourceType> typesOf(Path side) {
        Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);
        for (String name : names(side)) {
            FileNames.entryType(name)
                    .filter(t -> t != ResourceType.FOLDER && t != ResourceType.SPACE)
                    .ifPresent(types::add);
        }
        return types;
    }

    /**
     * Whether a name is taken by an entry, a folder or a stray payload file. A directory without a meta takes none, nor does a link
     * to one, which no reader follows.
     */
    public boolean isTaken(SpaceName space, Subpath subpath, Shortname shortname) {
        try {
            return isTaken(space, subpath, shortname, true);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the name cannot be checked", e);
        }
    }

    /** Those of some names in one folder that {@link #isTaken} says of; where there is no sub-folder none is looked for there. */
    public Set<Shortname> taken(SpaceName space, Subpath subpath, Collection<Shortname> shortnames) {
        try {
            boolean one = shortnames.size() > FEW && disk.directories(layout.directory(space, subpath)) == 1;
            boolean folders = !one || !disk.stat(layout.metas(space, subpath)).isDirectory();
            Set<Shortname> out = new HashSet<>();
            for (Shortname name : shortnames) {
                if (isTaken(space, subpath, name, folders)) {
                    out.add(name);
                }
            }
            return out;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the names cannot be checked", e);
        }
    }

    /** @param folders whether there may be folders beside it */
    private boolean isTaken(SpaceName space, Subpath subpath, Shortname shortname, boolean folders) throws IOException {
        Path directory = layout.directory(space, subpath);
        Path side = layout.side(space, subpath, shortname.value());
        return (folders && isFolder(new Locator(space, subpath, shortname, ResourceType.FOLDER)))
                || disk.exists(directory.resolve(FileNames.jsonPayload(shortname.value())))
                || (disk.exists(side) && names(side).stream().anyMatch(FileNames::isMeta));
    }

    private boolean isFolder(Locator at) throws IOException {
        return disk.exists(layout.of(at).meta())
                && disk.stat(layout.directory(at.space(), at.subpath())
                                .resolve(at.shortname().value()))
                        .isDirectory();
    }

    /** Whether a meta file is there that cannot be read as an entry. */
    public boolean isUnreadable(Locator at) {
        try {
            return at.isPossible()
                    && disk.stat(layout.of(at).meta()).isFile()
                    && finder.find(at).isEmpty();
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the entry cannot be read", e);
        }
    }

    /** Attachments of an entry by time of creation, then name; those that the system lets nobody read are left out. */
    public List<StoredEntry> attachments(Locator parent, Set<ResourceType> types) {
        if (parent.type() == ResourceType.SPACE || parent.type().isAttachment()) {
            return List.of();
        }
        Path side =
                layout.side(parent.space(), parent.subpath(), parent.shortname().value());
        Set<Locator> found = new LinkedHashSet<>();
        for (String directory : names(side)) {
            FileNames.attachmentType(directory)
                    .filter(t -> types.isEmpty() || types.contains(t))
                    .ifPresent(t -> collect(parent, side.resolve(directory), t, found));
        }
        List<StoredEntry> out = new ArrayList<>(found.size());
        found.forEach(at -> unlessClosed(layout.of(at).meta(), () -> finder.find(at), Optional.<StoredEntry>empty())
                .ifPresent(out::add));
        out.sort(Comparator.comparing((StoredEntry e) -> e.createdAt(zone))
                .thenComparing(e -> e.at().shortname().value()));
        return out;
    }

    private void collect(Locator parent, Path directory, ResourceType type, Set<Locator> found) {
        for (String name : unlessClosed(directory, () -> names(directory), List.<String>of())) {
            if (FileNames.isMeta(name) && Names.isShortname(FileNames.middle(name))) {
                found.add(parent.attachment(type, new Shortname(FileNames.middle(name))));
            }
        }
    }

    /** What has no permission to be read hides nothing that is beside it. */
    private <T> T unlessClosed(Path path, Supplier<T> reading, T otherwise) {
        try {
            return reading.get();
        } catch (DmartException.Unavailable e) {
            if (!(e.getCause() instanceof AccessDeniedException denied)) {
                throw e;
            }
            if (closed.is(path)) {
                LOG.warn("{} is left out: {}", layout.relative(path), Reasons.of(denied));
            }
            return otherwise;
        }
    }

    /** The spaces that can be read, sorted; changes by other programs are seen within a second. */
    public List<SpaceName> spaces() {
        Spaces known = spaces;
        if (System.nanoTime() - known.read() < FRESH) {
            return known.names();
        }
        long now = System.nanoTime();
        List<SpaceName> out = new ArrayList<>();
        for (String name : names(layout.root())) {
            if (Names.isSpaceName(name) && isSpace(new SpaceName(name))) {
                out.add(new SpaceName(name));
            }
        }
        out.sort(Comparator.comparing(SpaceName::value));
        List<SpaceName> names = List.copyOf(out);
        keep(new Spaces(names, now, known.change()));
        return names;
    }

    /** What cannot be read may be no space at all, and the others are there whatever it is. */
    private boolean isSpace(SpaceName name) {
        try {
            boolean is = disk.stat(layout.of(Locator.ofSpace(name)).meta()).isFile();
            unreadable.remove(name);
            return is;
        } catch (IOException e) {
            if (unreadable.add(name)) {
                LOG.warn("{} in the spaces folder cannot be read and is left out: {}", name, Reasons.of(e));
            }
            return false;
        }
    }

    /** What was read before a space came or went is not kept after it. */
    private synchronized void keep(Spaces found) {
        if (found.change() == spaces.change()) {
            spaces = found;
        }
    }

    /** Looks anew at the next question for the spaces. */
    public synchronized void forgetSpaces() {
        spaces = new Spaces(List.of(), System.nanoTime() - FRESH, spaces.change() + 1);
    }

    private List<String> names(Path directory) {
        try {
            return disk.stat(directory).isDirectory() ? disk.list(directory) : List.of();
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a folder cannot be read", e);
        }
    }
}
