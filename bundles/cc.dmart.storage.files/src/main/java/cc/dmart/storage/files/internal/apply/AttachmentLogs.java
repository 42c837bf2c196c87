package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Lets the logs of attachments go where the entry or folder goes that they hang on: they lie apart, in the space's own directory
 * of metas ({@code storage.md} 1.7). Every step is done again without harm. Thread-safe.
 */
final class AttachmentLogs {
    private static final int LARGEST = 1 << 30;

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final FileWriter files;
    private final LineFiles lines;

    AttachmentLogs(Disk disk, Layout layout, Directories directories, FileWriter files, LineFiles lines) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        this.files = files;
        this.lines = lines;
    }

    /** Whether logs of what is below an entry that is no folder lie among what hangs on it: both have one directory at the root. */
    private static boolean isShared(Locator at) {
        return at.subpath().isRoot() && at.type() != ResourceType.FOLDER;
    }

    /** Removes what hangs on an entry or folder, and the logs with it, so that a later one of the name does not show them. */
    void removeWithSide(Locator at, EntryPaths paths, Run run) throws IOException {
        if (isShared(at)) {
            for (String name : disk.list(paths.side())) {
                if (!Names.isSegment(name)) {
                    files.removeTree(paths.side().resolve(name), run);
                }
            }
            files.removeIfEmpty(paths.side());
            return;
        }
        files.removeTree(paths.side(), run);
        Path logs = layout.attachmentLogs(at);
        if (at.type() == ResourceType.FOLDER) {
            files.removeTree(logs, run);
        } else if (disk.exists(logs)) {
            files.remove(logs.resolve(FileNames.HISTORY), run);
            files.removeIfEmpty(logs);
        }
    }

    /** Moves what hangs on an entry or folder. */
    void moveSide(Locator from, Path source, Path target) throws IOException {
        if (!isShared(from)) {
            files.move(source, target);
            return;
        }
        directories.ensure(target);
        for (String name : disk.list(source)) {
            if (!Names.isSegment(name)) {
                files.move(source.resolve(name), target.resolve(name));
            }
        }
        files.removeIfEmpty(source);
    }

    /** Moves them after what else hangs on the entry was moved. */
    void move(Locator from, Locator to, Run run) throws IOException {
        Path source = layout.attachmentLogs(from);
        Path target = layout.attachmentLogs(to);
        EntryPaths places = layout.of(to);
        if (!from.subpath().isRoot()) {
            if (from.type() == ResourceType.FOLDER) {
                merge(source, target, run);
            } else if (disk.exists(source)) { // what is below an entry stays
                merge(source.resolve(FileNames.HISTORY), target.resolve(FileNames.HISTORY), run);
                files.removeIfEmpty(source);
            }
        } else if (from.type() == ResourceType.FOLDER && !places.side().equals(target)) {
            // they lay beside what hangs on the folder itself, and came along with it
            for (String name : disk.list(places.side())) {
                if (Names.isSegment(name)) {
                    merge(places.side().resolve(name), target.resolve(name), run);
                }
            }
        }
    }

    private void merge(Path source, Path target, Run run) throws IOException {
        FileStamp there = disk.stat(source);
        if (there.isMissing()) {
            return;
        }
        if (disk.stat(target).isMissing()) {
            directories.ensure(Objects.requireNonNull(target.getParent()));
            disk.rename(source, target);
        } else if (there.isDirectory()) {
            for (String name : disk.list(source)) {
                if (Names.isSegment(name) || name.equals(FileNames.HISTORY)) {
                    merge(source.resolve(name), target.resolve(name), run);
                }
            }
            if (disk.list(source).isEmpty()) {
                disk.delete(source);
            }
        } else {
            append(source, target, run);
            disk.delete(source);
        }
    }

    private void append(Path source, Path target, Run run) throws IOException {
        for (String line : new String(disk.read(source, LARGEST), StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                lines.append(target, (line + "\n").getBytes(StandardCharsets.UTF_8), run);
            }
        }
    }
}
