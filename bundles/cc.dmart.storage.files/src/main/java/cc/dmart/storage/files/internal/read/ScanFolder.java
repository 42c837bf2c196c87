package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One folder of a walk: its entries in parts, then its sub-folders; the last part to end looks for files that nobody claimed.
 * Thread-safe.
 */
final class ScanFolder {
    private static final int PART = 128;

    private final Disk disk;
    private final Layout layout;
    private final ScanTasks tasks;
    private final ScanEntries entries;
    private final SpaceName space;
    private final Subpath subpath;
    private final Path directory;
    private final Path metas;
    private final HashBag files = new HashBag();
    private final HashBag claimed = new HashBag();
    private final HashBag folded = new HashBag();
    private final AtomicInteger open = new AtomicInteger(1);

    ScanFolder(Disk disk, Layout layout, ScanTasks tasks, ScanEntries entries, SpaceName space, Subpath subpath) {
        this.disk = disk;
        this.layout = layout;
        this.tasks = tasks;
        this.entries = entries;
        this.space = space;
        this.subpath = subpath;
        directory = layout.directory(space, subpath);
        metas = layout.metas(space, subpath);
    }

    /** Starts with the folder's own entry; its parent is not walked. */
    void start() {
        if (subpath.isRoot()) {
            entries.visit(Locator.ofSpace(space), layout.of(Locator.ofSpace(space)))
                    .ifPresent(claimed::add);
        } else {
            Locator.ofFolder(space, subpath).ifPresent(own -> entries.visit(own, layout.of(own)));
        }
        walk();
    }

    private void walk() {
        if (entries.wantsInside() && isDirectory(directory)) {
            if (entries.wantsPlain() && isDirectory(metas)) {
                inParts(metas, this::meta);
            }
            inParts(directory, this::child);
        }
        partEnded();
    }

    private boolean isDirectory(Path path) {
        try {
            return disk.stat(path).isDirectory();
        } catch (IOException e) {
            unreadable(path, e);
            return false;
        }
    }

    private interface Part {
        void visit(String name) throws IOException;
    }

    private void inParts(Path folder, Part part) {
        List<String> names = new ArrayList<>(PART);
        try {
            disk.list(folder, name -> {
                names.add(name);
                if (names.size() == PART) {
                    hand(List.copyOf(names), folder, part);
                    names.clear();
                }
            });
        } catch (IOException e) {
            unreadable(folder, e);
        }
        if (!names.isEmpty()) {
            hand(List.copyOf(names), folder, part);
        }
    }

    private void unreadable(Path path, IOException e) {
        entries.finding(Kind.UNREADABLE, path, "cannot be read: " + Reasons.of(e));
    }

    private void hand(List<String> names, Path folder, Part part) {
        open.incrementAndGet();
        tasks.run(() -> {
            try {
                names.forEach(name -> visit(name, folder, part));
            } finally {
                partEnded();
            }
        });
    }

    /** One name that cannot be read leaves the others as they are ({@code storage.md} 8.1). */
    private void visit(String name, Path folder, Part part) {
        try {
            part.visit(name);
        } catch (IOException e) {
            unreadable(folder.resolve(name), e);
        }
    }

    private void meta(String name) throws IOException {
        Path side = metas.resolve(name);
        if (!Names.isShortname(name)) {
            if (!entries.checks()) {
                return;
            }
            boolean known = name.startsWith(".") || name.endsWith(".jsonl") || FileNames.isMeta(name);
            known |= subpath.isRoot() && Names.isSegment(name); // logs of attachments below
            if (!known && disk.stat(side).isDirectory()) {
                entries.finding(Kind.ILLEGAL_NAME, side, "no legal shortname");
            }
            return;
        }
        if (entries.checks()) {
            folded.add(name.toLowerCase(Locale.ROOT));
        }
        entries.visitAll(space, subpath, new Shortname(name), side, this::claim);
    }

    private void child(String name) throws IOException {
        if (name.startsWith(".")) {
            entries.hidden(directory, name);
            return;
        }
        if (!entries.checks() && !Names.isSegment(name)) {
            return;
        }
        Path path = directory.resolve(name);
        var stamp = disk.stat(path);
        if (stamp.isFile()) {
            file(name);
        } else if (!stamp.isDirectory()) {
            entries.finding(Kind.OTHER, path, "a link or special file; it is not read");
        } else if (!Names.isSegment(name)) {
            entries.finding(Kind.ILLEGAL_NAME, path, "no legal folder name");
        } else if (subpath.value().length() + (subpath.isRoot() ? 0 : 1) + name.length() <= Subpath.MOST) {
            folder(subpath.child(name), path);
        } else {
            entries.finding(Kind.ILLEGAL_NAME, path, "deeper than a subpath may be");
        }
    }

    private void file(String name) {
        if (entries.checks()) {
            files.add(name);
        }
    }

    private void claim(String payload) {
        if (entries.checks()) {
            claimed.add(payload);
        }
    }

    private void folder(Subpath inside, Path path) {
        try {
            own(inside, path);
        } catch (IOException e) { // what is in it may be readable all the same
            unreadable(path, e);
        }
        ScanFolder child = new ScanFolder(disk, layout, tasks, entries, space, inside);
        tasks.run(child::walk);
    }

    /** The entry of a folder, and what its name is beside. */
    private void own(Subpath inside, Path path) throws IOException {
        Optional<Locator> at = Locator.ofFolder(space, inside);
        if (at.isPresent() && disk.stat(layout.of(at.get()).meta()).isMissing()) {
            entries.finding(Kind.MISSING_FOLDER_META, path, "a folder without a meta");
        } else if (at.isPresent()) {
            // a name with attachments or history was met among the metas
            if (entries.checks() && disk.stat(metas.resolve(inside.name())).isMissing()) {
                folded.add(inside.name().toLowerCase(Locale.ROOT));
            }
            entries.visit(at.get(), layout.of(at.get())).ifPresent(this::claim);
        }
    }

    private void partEnded() {
        if (open.decrementAndGet() != 0 || !entries.checks()) {
            return;
        }
        if (folded.hasDuplicates()) {
            entries.finding(Kind.CASE_COLLISION, directory, "names that differ only by case");
        }
        HashBag orphans = files.without(claimed);
        if (orphans.isEmpty()) {
            return;
        }
        try {
            disk.list(directory, name -> {
                if (orphans.contains(name) && FileNames.ownerOfPayload(name).isPresent()) {
                    entries.finding(Kind.ORPHAN_FILE, directory.resolve(name), "no entry names this file");
                }
            });
        } catch (IOException e) {
            unreadable(directory, e);
        }
    }
}
