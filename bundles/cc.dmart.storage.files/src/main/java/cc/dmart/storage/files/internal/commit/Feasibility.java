package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.apply.AttachmentPlaces;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FirstTime;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a step that the file system would not take, before it is durable: afterwards the whole store would wait for it
 * ({@code storage.md} 8.1). Directories must be writable, a rename stays on one mount, and no directory has the name of a file.
 * What lies deeper in a tree is not looked at. Thread-safe.
 */
final class Feasibility {
    private static final Logger LOG = LoggerFactory.getLogger(Feasibility.class);

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final AttachmentPlaces attachments;
    private final FirstTime odd = new FirstTime();

    Feasibility(Disk disk, Layout layout, Directories directories) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        attachments = new AttachmentPlaces(disk, layout);
    }

    /** @throws DmartException.Unavailable {@code E(503,general,503)} with what is in the way */
    void require(FileOp op) throws IOException {
        if (op instanceof FileOp.Put put) {
            put(put);
        } else if (op instanceof FileOp.Remove remove) {
            remove(remove);
        } else if (op instanceof FileOp.Move move) {
            move(move);
        } else if (op instanceof FileOp.History history) {
            log(layout.of(history.at()).history());
        } else if (op instanceof FileOp.Activity line) {
            log(layout.events(line.space()));
        } else if (op instanceof FileOp.Log log) {
            Path payloads = layout.of(log.at()).payloads();
            Path file =
                    payloads.resolve(FileNames.logPayload(log.at().shortname().value()));
            file(file, false);
            log(file);
        }
    }

    private void put(FileOp.Put put) throws IOException {
        EntryPaths paths = layout.of(put.at());
        PayloadPart part = put.payload();
        if (!(part instanceof PayloadPart.Keep)) {
            names(paths.payloads());
        }
        if (part instanceof PayloadPart.Bytes bytes) {
            file(paths.payloads().resolve(bytes.fileName()), put.created());
        } else if (part instanceof PayloadPart.Staged staged) {
            file(paths.payloads().resolve(staged.fileName()), put.created());
        }
        boolean there = !put.created() || directories.isKnown(paths.holder());
        names(there ? paths.holder() : parent(paths.holder()));
        if (put.created() && there) {
            file(paths.meta(), true);
        }
        if (put.at().type().isAttachment() && !put.created() && !disk.exists(paths.meta())) {
            Optional<EntryPaths> legacy = attachments.locateLegacy(put.at(), paths);
            if (legacy.isPresent()) {
                removable(legacy.get().holder());
            }
        }
    }

    private void remove(FileOp.Remove remove) throws IOException {
        Locator at = remove.at();
        if (at.type() == ResourceType.SPACE) {
            tree(layout.space(at.space()));
            return;
        }
        EntryPaths paths = found(at);
        if (remove.payloadFile().isPresent()) {
            names(paths.payloads());
        }
        removable(at.type().isAttachment() ? paths.holder() : paths.side());
        if (at.type() == ResourceType.FOLDER) {
            tree(layout.directory(at.space(), at.inside()));
        }
        if (!at.type().isAttachment()) {
            logs(at);
        }
    }

    private EntryPaths found(Locator at) throws IOException {
        return at.type().isAttachment() ? attachments.locate(at).orElse(layout.of(at)) : layout.of(at);
    }

    private void move(FileOp.Move move) throws IOException {
        Locator from = move.from();
        EntryPaths target = layout.of(move.to());
        if (from.type() == ResourceType.SPACE) {
            Path space = layout.space(from.space());
            names(layout.of(from).holder());
            names(layout.root());
            rename(space, layout.root());
            return;
        }
        EntryPaths source = found(from);
        names(target.payloads());
        if (move.fromFile().isPresent()) {
            names(source.payloads());
            rename(source.payloads(), target.payloads());
            file(target.payloads().resolve(move.toFile().orElse(move.fromFile().get())), true);
        }
        if (from.type().isAttachment()) {
            removable(source.holder());
            names(target.holder());
            for (Path log : layout.of(from).logs()) {
                removable(parent(log));
            }
            log(target.history());
            return;
        }
        if (from.type() == ResourceType.FOLDER) {
            Path folder = layout.directory(from.space(), from.inside());
            tree(folder);
            names(source.holder());
            rename(folder, target.payloads());
        }
        removable(source.side());
        names(parent(target.side()));
        rename(source.side(), parent(source.side()));
        rename(source.side(), parent(target.side()));
        logs(from);
        Path logs = layout.attachmentLogs(move.to());
        rename(layout.attachmentLogs(from), logs);
        log(logs.resolve(FileNames.HISTORY));
    }

    /** A tree that is renamed, for good or to be removed. */
    private void tree(Path tree) throws IOException {
        removable(tree);
        rename(tree, parent(tree));
    }

    /** The logs of what hangs on a name go as well. */
    private void logs(Locator at) throws IOException {
        Path logs = layout.attachmentLogs(at);
        if (disk.exists(logs)) {
            removable(logs);
        }
    }

    /** A directory that is emptied and removed. */
    private void removable(Path directory) throws IOException {
        names(directory);
        names(parent(directory));
    }

    private void names(Path directory) throws IOException {
        if (!directories.isWritable(directory)) {
            throw refused(there(directory), "cannot be written");
        }
    }

    /** What is no regular file gets no lines, and is in nobody's way. */
    private void log(Path file) throws IOException {
        if (directories.mayWrite(file)) {
            return;
        }
        if (!disk.exists(file)) { // a stat of what is missing costs an exception
            names(parent(file));
        } else if (disk.stat(file).isFile()) {
            throw refused(file, "cannot be written");
        }
    }

    /** @param free whether there is usually none */
    private void file(Path file, boolean free) throws IOException {
        if ((!free || disk.exists(file)) && disk.stat(file).isDirectory()) {
            throw refused(file, "is a directory");
        }
    }

    /** A rename of something, if it is there, into a directory, or what will be one. */
    private void rename(Path from, Path directory) throws IOException {
        if (!disk.exists(from)) {
            return;
        }
        Path to = there(directory);
        if (!disk.mount(from).equals(disk.mount(to))) {
            throw refused(from, "is on another file system than " + name(to));
        }
    }

    /** A directory, or the nearest one above it. */
    private Path there(Path directory) throws IOException {
        Path at = directory;
        while (!at.equals(layout.root()) && !disk.exists(at)) {
            at = parent(at);
        }
        return at;
    }

    private DmartException refused(Path path, String why) {
        if (odd.is(path)) {
            LOG.warn("{} {}: changes that need it are refused", path, why);
        }
        return DmartException.Unavailable.now(name(path) + " " + why, null);
    }

    private String name(Path path) {
        return path.equals(layout.root()) ? "the folder of the spaces" : layout.relative(path);
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
