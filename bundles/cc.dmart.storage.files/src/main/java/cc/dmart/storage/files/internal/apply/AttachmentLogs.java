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
 * Lets the logs of attachments follow the entry or folder they hang on: they lie apart, in the space's own directory of metas
 * ({@code storage.md} 1.7). Every step is done again without harm. Thread-safe.
 */
final class AttachmentLogs {
    private static final int LARGEST = 1 << 30;

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final LineFiles lines;

    AttachmentLogs(Disk disk, Layout layout, Directories directories, LineFiles lines) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        this.lines = lines;
    }

    /** Moves them after what else hangs on the entry was moved. */
    void move(Locator from, Locator to, Run run) throws IOException {
        Path source = layout.attachmentLogs(from);
        Path target = layout.attachmentLogs(to);
        EntryPaths places = layout.of(to);
        if (!from.subpath().isRoot()) {
            merge(source, target, run);
        } else if (from.type() == ResourceType.FOLDER && !places.side().equals(target)) {
            // they lay beside what hangs on the folder itself, and came along with it
            for (String name : disk.list(places.side())) {
                if (Names.isShortname(name)) {
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
                if (Names.isShortname(name) || name.equals(FileNames.HISTORY)) {
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
