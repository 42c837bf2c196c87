package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
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
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets the logs of attachments go where the entry or folder goes that they hang on, or where one of them goes alone: they lie
 * apart, in the space's own directory of metas ({@code storage.md} 1.7). Every step is done again without harm. Thread-safe.
 */
final class AttachmentLogs {
    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final FileWriter files;
    private final Trash trash;
    private final LineFiles lines;

    AttachmentLogs(Disk disk, Layout layout, Directories directories, FileWriter files, Trash trash, LineFiles lines) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        this.files = files;
        this.trash = trash;
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
                    trash.remove(paths.side().resolve(name), at.space(), run);
                }
            }
            files.removeIfEmpty(paths.side());
            return;
        }
        trash.remove(paths.side(), at.space(), run);
        Path logs = layout.attachmentLogs(at);
        if (at.type() == ResourceType.FOLDER) {
            trash.remove(logs, at.space(), run);
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
        FileStamp before = disk.stat(target);
        if (before.isMissing()) {
            directories.ensure(Objects.requireNonNull(target.getParent()));
            disk.rename(source, target);
        } else if (there.isDirectory() && before.isDirectory()) {
            for (String name : disk.list(source)) {
                if (Names.isSegment(name) || name.equals(FileNames.HISTORY)) {
                    merge(source.resolve(name), target.resolve(name), run);
                }
            }
            if (disk.list(source).isEmpty()) {
                disk.delete(source);
            }
        } else if (there.isFile() && before.isFile()) {
            append(source, target, run);
            disk.delete(source);
        } else {
            lines.tellOdd(there.isFile() ? target : source);
        }
    }

    private void append(Path source, Path target, Run run) throws IOException {
        lines.appendAll(source, target, line -> isBlank(line) ? Optional.empty() : Optional.of(line), run);
        force(target);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Before its lines are removed elsewhere: else a power failure may take them here and keep them away there. */
    private void force(Path file) throws IOException {
        Path path = layout.root();
        for (Path name : layout.root().relativize(file)) {
            path = path.resolve(name);
            disk.force(path);
        }
    }

    /** Moves the lines about an attachment that goes elsewhere alone; what does not say which one it is about stays. */
    void moveOne(Locator from, Locator to, Run run) throws IOException {
        boolean stays = from.space().equals(to.space()) && from.subpath().equals(to.subpath());
        Path target = layout.of(to).history();
        for (Path source : layout.of(from).logs()) {
            boolean there = disk.stat(source).isFile();
            if (there && stays) {
                lines.rewrite(
                        source, line -> Optional.of(renamed(line, from, to).orElse(line)), run);
            } else if (there && lines.appendAll(source, target, line -> renamed(line, from, to), run)) {
                force(target);
                lines.rewrite(
                        source,
                        line -> renamed(line, from, to).isPresent() ? Optional.empty() : Optional.of(line),
                        run);
            }
            files.removeIfEmpty(Objects.requireNonNull(source.getParent()));
        }
    }

    /** The line with the new name; empty if it is about something else. */
    private static Optional<byte[]> renamed(byte[] line, Locator from, Locator to) {
        Optional<JsonObject> json;
        try {
            json = JsonCodec.parse(line, JsonCodec.MAX_STORED_DEPTH).asObject();
        } catch (DmartException e) {
            return Optional.empty();
        }
        return json.map(HistoryRecord::new)
                .filter(record -> record.names(from))
                .map(record -> JsonCodec.write(record.about(to).json()));
    }
}
