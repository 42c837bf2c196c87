package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads entries for a walk, looks at what is odd, and gives both to the visitor. Thread-safe. */
final class ScanEntries {
    private final Disk disk;
    private final Layout layout;
    private final EntryReader reader;
    private final ZoneId zone;
    private final ScanVisitor visitor;
    private final MetaFindings findings;
    private final References references;
    private final boolean checks;
    private final Set<ResourceType> wanted = EnumSet.noneOf(ResourceType.class);
    private final Optional<DeepFindings> deep;

    ScanEntries(Disk disk, Layout layout, Directories directories, ZoneId zone, ScanVisitor visitor) {
        this.disk = disk;
        this.layout = layout;
        this.zone = zone;
        this.visitor = visitor;
        reader = new EntryReader(disk, layout, directories, zone);
        findings = new MetaFindings(this::finding);
        references = new References(disk, layout);
        checks = visitor.wantsFindings();
        Stream.of(ResourceType.values())
                .filter(type -> checks || visitor.wants(type))
                .forEach(wanted::add);
        deep = checks && visitor.deep() ? Optional.of(new DeepFindings(disk, this::finding)) : Optional.empty();
    }

    /** Whether entries other than the space itself are wanted; if not, there is nothing to walk. */
    boolean wantsInside() {
        return checks || wanted.stream().anyMatch(type -> type != ResourceType.SPACE);
    }

    /** Whether entries other than folders are wanted in them. */
    boolean wantsPlain() {
        return checks || wanted.stream().anyMatch(type -> type != ResourceType.SPACE && type != ResourceType.FOLDER);
    }

    /** A name that is skipped because it begins with a dot. */
    void hidden(Path directory, String name) {
        deep.ifPresent(d -> d.name(directory, name));
    }

    /** Whether what is odd is looked for. */
    boolean checks() {
        return checks;
    }

    void finding(Kind kind, Path path, String message) {
        visitor.finding(new StorageFinding(kind, layout.relative(path), message));
    }

    /** Visits every entry that holds a name and hands on the names of their payload files. */
    void visitAll(SpaceName space, Subpath subpath, Shortname name, Path side, Consumer<String> claim)
            throws IOException {
        if (!disk.stat(side).isDirectory()) {
            return;
        }
        List<String> files = disk.list(side);
        Path folder = layout.directory(space, subpath.child(name.value()));
        long metas = files.stream().filter(FileNames::isMeta).count();
        if (metas > 1) {
            finding(Kind.DUPLICATE_NAME, side, "several metas share one name");
        } else if (metas == 1 && checks && disk.stat(folder).isDirectory()) {
            finding(Kind.DUPLICATE_NAME, side, "an entry and a folder share one name");
        }
        for (String file : files) {
            if (FileNames.isMeta(file)) {
                Optional<ResourceType> type = FileNames.entryType(file);
                if (type.isEmpty()) {
                    finding(Kind.UNREADABLE, side.resolve(file), "unknown resource type");
                } else if (wanted.contains(type.get())) {
                    Locator at = new Locator(space, subpath, name, type.get());
                    EntryPaths paths = layout.of(at);
                    // the walk looked at this directory and at the one above
                    boolean seen = paths.holder().equals(side);
                    visit(at, paths, seen, files).ifPresent(claim);
                }
            }
        }
        if (metas == 0 && checks && !disk.stat(folder).isDirectory() && !isLogOfAttachments(subpath, side, files)) {
            finding(Kind.MISSING_META, side, "no meta of an entry");
        } else if (metas == 0
                && visitor.wantsStrays()
                && disk.stat(folderMeta(folder)).isMissing()) {
            Locator parent = new Locator(space, subpath, name, ResourceType.CONTENT); // of whatever type it is
            visitor.strays(parent, attachments(parent, side, files));
        }
    }

    private static Path folderMeta(Path folder) {
        return folder.resolve(FileNames.DM).resolve(FileNames.meta(ResourceType.FOLDER));
    }

    /** Whether the logs of attachments deeper in the space lie here, and nothing else ({@code storage.md} 1.7). */
    private boolean isLogOfAttachments(Subpath subpath, Path side, List<String> names) throws IOException {
        if (!subpath.isRoot()) {
            return false;
        }
        boolean deeper = false;
        for (String name : names) {
            boolean folder =
                    Names.isSegment(name) && disk.stat(side.resolve(name)).isDirectory();
            if (!folder && !name.equals(FileNames.HISTORY)) {
                return false;
            }
            deeper |= folder;
        }
        return deeper;
    }

    /** Visits one entry with its attachments, if its type is wanted. @return its payload file */
    Optional<String> visit(Locator at, EntryPaths paths) {
        if (!wanted.contains(at.type())) {
            return Optional.empty();
        }
        return visit(at, paths, false, side(at, paths));
    }

    /** Names beside the attachments of a folder; none can be told where they cannot be read, and the folder lies elsewhere. */
    private List<String> side(Locator at, EntryPaths paths) {
        if (at.type() == ResourceType.SPACE) {
            return List.of();
        }
        try {
            return disk.stat(paths.side()).isDirectory() ? disk.list(paths.side()) : List.of();
        } catch (IOException e) {
            unreadable(paths.side(), e);
            return List.of();
        }
    }

    private void unreadable(Path path, IOException e) {
        finding(Kind.UNREADABLE, path, "cannot be read: " + Reasons.of(e));
    }

    /**
     * Visits one entry.
     *
     * @param seen whether the directories of its files are known to be no links
     * @param side names beside its attachments
     */
    private Optional<String> visit(Locator at, EntryPaths paths, boolean seen, List<String> side) {
        try {
            FileStamp stamp = disk.stat(paths.meta());
            if (stamp.isMissing() || !(checks || visitor.wants(at))) {
                return Optional.empty();
            }
            LoadedEntry loaded = seen ? reader.readConfined(at, paths, stamp) : reader.read(at, paths, stamp);
            List<StoredEntry> attachments = attachments(at, paths.side(), side);
            if (checks) {
                look(loaded);
                logs(at, paths);
                references.check(loaded.entry().entry(), text -> finding(Kind.DANGLING_REFERENCE, paths.meta(), text));
            }
            visitor.entry(loaded.entry(), attachments);
            return loaded.entry().payloadFile();
        } catch (EntryReader.Unreadable e) {
            finding(Kind.UNREADABLE, paths.meta(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            unreadable(paths.meta(), e);
        }
        return Optional.empty();
    }

    private void look(LoadedEntry loaded) throws IOException {
        findings.check(loaded);
        if (deep.isPresent()) {
            deep.get().payload(loaded);
        }
    }

    private void logs(Locator at, EntryPaths paths) throws IOException {
        if (deep.isEmpty()) {
            return;
        }
        deep.get().lines(paths.history());
        if (at.type() == ResourceType.SPACE) {
            deep.get().lines(layout.events(at.space()));
        }
        for (String name : disk.list(paths.holder())) {
            hidden(paths.holder(), name);
        }
    }

    private List<StoredEntry> attachments(Locator parent, Path side, List<String> names) {
        List<StoredEntry> out = new ArrayList<>();
        for (String name : names) {
            Optional<ResourceType> type = FileNames.attachmentType(name);
            if (type.isPresent()) {
                if (!name.equals(FileNames.attachments(type.get()))) {
                    finding(Kind.LEGACY_ATTACHMENT_DIRECTORY, side.resolve(name), "a name of older releases");
                }
                try {
                    ofType(parent, type.get(), name, side.resolve(name), out);
                } catch (IOException e) {
                    unreadable(side.resolve(name), e);
                }
            }
        }
        out.sort(Comparator.comparing((StoredEntry e) -> e.createdAt(zone))
                .thenComparing(e -> e.at().shortname().value()));
        return out;
    }

    private void ofType(Locator parent, ResourceType type, String directoryName, Path directory, List<StoredEntry> out)
            throws IOException {
        HashBag files = new HashBag();
        HashBag claimed = new HashBag();
        List<String> names = disk.list(directory);
        for (String name : names) {
            if (!FileNames.isMeta(name)) {
                files.add(name);
            } else if (!Names.isShortname(FileNames.middle(name))) {
                finding(Kind.ILLEGAL_NAME, directory.resolve(name), "no legal shortname");
            } else {
                Locator at = parent.attachment(type, new Shortname(FileNames.middle(name)));
                EntryPaths paths = layout.attachment(at, directoryName);
                try {
                    LoadedEntry loaded = reader.read(at, paths, disk.stat(paths.meta()));
                    if (checks) {
                        look(loaded);
                    }
                    loaded.entry().payloadFile().ifPresent(claimed::add);
                    out.add(loaded.entry());
                } catch (EntryReader.Unreadable e) {
                    finding(Kind.UNREADABLE, paths.meta(), String.valueOf(e.getMessage()));
                } catch (IOException e) {
                    unreadable(paths.meta(), e);
                }
            }
        }
        HashBag orphans = files.without(claimed);
        for (String name : names) {
            if (!name.startsWith(".") && !FileNames.isMeta(name) && orphans.contains(name)) {
                finding(Kind.ORPHAN_FILE, directory.resolve(name), "no attachment names this file");
            }
        }
    }
}
