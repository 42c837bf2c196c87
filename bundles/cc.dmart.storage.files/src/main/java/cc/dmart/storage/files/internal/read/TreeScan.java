package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.TreeContents;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Walks whole trees for rebuilds and checks. Thread-safe. */
public final class TreeScan {
    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final ZoneId zone;

    /** Walks in a spaces folder. */
    public TreeScan(Disk disk, Layout layout, Directories directories, ZoneId zone) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        this.zone = zone;
    }

    /**
     * Gives every entry at and below a folder, with its attachments, and what is odd.
     *
     * @param workers runs parts of it; the caller's thread must not be its only one
     */
    public void scan(SpaceName space, Subpath under, Executor workers, ScanVisitor visitor) {
        ScanTasks tasks = new ScanTasks(workers);
        ScanEntries entries = new ScanEntries(disk, layout, directories, zone, visitor);
        new ScanFolder(disk, layout, tasks, entries, space, under).start();
        tasks.await();
    }

    /** What a folder or space holds, by the names of the files. */
    public TreeContents contents(Locator folderOrSpace) {
        Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);
        Subpath inside = folderOrSpace.inside();
        try {
            if (disk.stat(layout.of(folderOrSpace).meta()).isFile()) {
                types.add(folderOrSpace.type());
            }
            if (folderOrSpace.type() == ResourceType.FOLDER) {
                attachments(layout.of(folderOrSpace).side(), types);
            }
            Path directory = layout.directory(folderOrSpace.space(), inside);
            return new TreeContents(types, collect(directory, inside.value().length(), types));
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a folder cannot be read", e);
        }
    }

    /** @return length of the longest subpath that holds an entry; 0 if none does */
    private int collect(Path directory, int length, Set<ResourceType> types) throws IOException {
        int deepest = 0;
        Path metas = directory.resolve(FileNames.DM);
        for (String name : names(metas)) {
            if (Names.isShortname(name)) {
                deepest = length;
                Path side = metas.resolve(name);
                for (String file : names(side)) {
                    FileNames.entryType(file).ifPresent(types::add);
                }
                attachments(side, types);
            }
        }
        for (String name : names(directory)) {
            if (Names.isSegment(name)) {
                Path child = directory.resolve(name);
                if (isFolder(child)) {
                    types.add(ResourceType.FOLDER);
                    deepest = Math.max(deepest, length);
                }
                int below = length + (length == 0 ? 0 : 1) + name.length();
                deepest = Math.max(deepest, collect(child, below, types));
            }
        }
        return deepest;
    }

    private boolean isFolder(Path directory) throws IOException {
        return disk.stat(directory.resolve(FileNames.DM).resolve(FileNames.meta(ResourceType.FOLDER)))
                .isFile();
    }

    private void attachments(Path side, Set<ResourceType> out) throws IOException {
        for (String name : names(side)) {
            if (FileNames.attachmentType(name).isPresent()
                    && names(side.resolve(name)).stream().anyMatch(FileNames::isMeta)) {
                out.add(FileNames.attachmentType(name).get());
            }
        }
    }

    private List<String> names(Path directory) throws IOException {
        return disk.stat(directory).isDirectory() ? disk.list(directory) : List.of();
    }
}
