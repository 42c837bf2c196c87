package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.storage.files.internal.apply.LogItems;
import cc.dmart.storage.files.internal.apply.Staging;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.JsonText;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.layout.NameHolders;
import cc.dmart.storage.files.internal.read.LogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a change into what the journal holds, and refuses what could not be applied: illegal payload names, links in the way,
 * uploads that are gone, files that are not ours. Thread-safe.
 */
final class Preparer {
    private static final int LARGEST_INSIDE = 256 << 10;

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final Staging staging;
    private final Feasibility feasibility;

    Preparer(Disk disk, Layout layout, Directories directories, Staging staging) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        this.staging = staging;
        feasibility = new Feasibility(disk, layout, directories);
    }

    StoredChange prepare(Change change) throws IOException {
        List<FileOp> ops = new ArrayList<>(change.ops().size());
        Map<Path, Long> logs = new HashMap<>();
        try {
            for (ChangeOp op : change.ops()) {
                if (op instanceof ChangeOp.MoveEntry move) {
                    requireRoom(move, change.ops().subList(0, ops.size()));
                }
                ops.add(prepare(op, logs));
                feasibility.require(ops.get(ops.size() - 1));
            }
        } catch (IOException | RuntimeException e) {
            discard(ops, change);
            throw e;
        }
        return new StoredChange(ops, change.events(), change.silent());
    }

    private FileOp prepare(ChangeOp op, Map<Path, Long> logs) throws IOException {
        if (op instanceof ChangeOp.PutEntry put) {
            EntryPaths paths = put.created() ? confinedNew(put.at()) : confined(put.at());
            return new FileOp.Put(put.at(), text(put.meta()), part(put, paths, logs), put.created());
        }
        if (op instanceof ChangeOp.RemoveEntry remove) {
            confined(remove.at());
            if (!remove.at().type().isAttachment() && !remove.at().subpath().isRoot()) {
                confinedLogs(remove.at());
            }
            remove.payloadFile().ifPresent(name -> requireName(name, remove.at()));
            return new FileOp.Remove(remove.at(), remove.payloadFile());
        }
        if (op instanceof ChangeOp.MoveEntry move) {
            return move(move);
        }
        if (op instanceof ChangeOp.AppendHistory history) {
            confined(history.at());
            return new FileOp.History(history.at(), JsonText.of(LogReader.marked(history.at(), history.line())));
        }
        if (op instanceof ChangeOp.AppendActivity activity) {
            return new FileOp.Activity(activity.space(), JsonText.of(activity.line()));
        }
        ChangeOp.AppendLog log = (ChangeOp.AppendLog) op;
        return log(log, logs);
    }

    /** Length of the logs that are written anew, since an attachment takes its lines along. */
    long logs(Change change) throws IOException {
        long length = 0;
        for (ChangeOp op : change.ops()) {
            if (op instanceof ChangeOp.MoveEntry move && move.from().type().isAttachment()) {
                for (Path log : layout.of(move.from()).logs()) {
                    length += disk.stat(log).size();
                }
            }
        }
        return length;
    }

    private FileOp move(ChangeOp.MoveEntry move) throws IOException {
        if (move.from().type() != move.to().type()) {
            throw DmartException.Invalid.field("resource_type", "a move keeps the type");
        }
        confined(move.from());
        confined(move.to());
        confinedLogs(move.from());
        confinedLogs(move.to());
        requireAlone(move.from());
        move.fromFile().ifPresent(name -> requireName(name, move.from()));
        move.toFile().ifPresent(name -> requireName(name, move.to()));
        return new FileOp.Move(move.from(), move.to(), text(move.meta()), move.fromFile(), move.toFile());
    }

    /** What hangs on a name cannot follow one of two entries that have it. */
    private void requireAlone(Locator from) throws IOException {
        boolean plain = !from.type().isAttachment() && from.type() != ResourceType.SPACE;
        if (plain && !NameHolders.others(disk, layout, from).isEmpty()) {
            throw DmartException.Conflict.alreadyExists(from.shortname().value());
        }
    }

    /** Nothing lies where a folder or what hangs on an entry goes: a directory there gives its name away only if it is empty. */
    private void requireRoom(ChangeOp.MoveEntry move, List<ChangeOp> before) throws IOException {
        Locator to = move.to();
        if (to.type().isAttachment() || to.type() == ResourceType.SPACE || isFreed(to, before)) {
            return;
        }
        Path side = layout.of(to).side();
        boolean taken = to.type() == ResourceType.FOLDER && holdsFile(layout.directory(to.space(), to.inside()));
        if (!taken && disk.exists(side)) {
            for (Path child : disk.entries(side)) { // a segment is the place of logs of attachments below
                taken |= !Names.isSegment(String.valueOf(child.getFileName())) && holdsFile(child);
            }
        }
        if (taken) {
            throw DmartException.Conflict.alreadyExists(to.shortname().value());
        }
    }

    /** Whether the change itself takes away what is there. */
    private static boolean isFreed(Locator to, List<ChangeOp> before) {
        return before.stream()
                .anyMatch(op -> (op instanceof ChangeOp.RemoveEntry remove
                                && remove.at().equals(to))
                        || (op instanceof ChangeOp.MoveEntry move && move.from().equals(to)));
    }

    private boolean holdsFile(Path path) throws IOException {
        FileStamp stamp = disk.stat(path);
        if (!stamp.isDirectory()) {
            return !stamp.isMissing();
        }
        for (Path child : disk.entries(path)) {
            if (holdsFile(child)) {
                return true;
            }
        }
        return false;
    }

    private FileOp log(ChangeOp.AppendLog log, Map<Path, Long> logs) throws IOException {
        Path file = confined(log.at())
                .payloads()
                .resolve(FileNames.logPayload(log.at().shortname().value()));
        Long offset = logs.get(file);
        if (offset == null) {
            offset = endOfItems(file);
        }
        JsonText item = JsonText.of(log.item());
        logs.put(file, offset + item.utf8().length + (offset == 0 ? 0 : 1));
        return new FileOp.Log(log.at(), item, offset);
    }

    /** Where the last item ends: other programs may have ended it with a newline, and none may become a blank line. */
    private long endOfItems(Path file) throws IOException {
        long size = disk.stat(file).size();
        if (size == 0) {
            return 0;
        }
        try (DiskFile in = disk.openRead(file)) {
            while (size > 0 && LogItems.isLineEnd(in, size - 1)) {
                size--;
            }
        }
        return size;
    }

    private PayloadPart part(ChangeOp.PutEntry put, EntryPaths paths, Map<Path, Long> logs) throws IOException {
        PayloadChange payload = put.payload();
        if (payload instanceof PayloadChange.Drop drop) {
            requireName(drop.fileName(), put.at());
            return new PayloadPart.Drop(drop.fileName());
        }
        if (payload instanceof PayloadChange.Bytes bytes) {
            requireNames(bytes.fileName(), bytes.replaces(), put.at());
            logs.put(paths.payloads().resolve(bytes.fileName()), (long) bytes.bytes().length);
            return bytes.bytes().length > LARGEST_INSIDE && spaceIsThere(put.at())
                    ? stage(put.at(), bytes)
                    : new PayloadPart.Bytes(bytes.fileName(), bytes.bytes(), bytes.replaces());
        }
        if (payload instanceof PayloadChange.Staged staged) {
            requireNames(staged.fileName(), staged.replaces(), put.at());
            StagedUpload upload = staged.upload();
            if (!staging.isThere(upload.token())) {
                throw DmartException.Unavailable.now("the upload is gone", null);
            }
            return new PayloadPart.Staged(
                    staged.fileName(), upload.token(), upload.size(), upload.sha256(), staged.replaces());
        }
        return new PayloadPart.Keep();
    }

    private boolean spaceIsThere(Locator at) throws IOException {
        return disk.stat(layout.space(at.space())).isDirectory();
    }

    private PayloadPart stage(Locator at, PayloadChange.Bytes bytes) {
        StagedUpload upload = staging.stage(at.space(), new ByteArrayInputStream(bytes.bytes()), bytes.bytes().length);
        return new PayloadPart.Staged(
                bytes.fileName(), upload.token(), upload.size(), upload.sha256(), bytes.replaces());
    }

    /** Removes what {@link #prepare} staged itself, when the change does not happen. */
    void discard(List<FileOp> ops, Change change) {
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i) instanceof FileOp.Put put
                    && put.payload() instanceof PayloadPart.Staged staged
                    && change.ops().get(i) instanceof ChangeOp.PutEntry original
                    && original.payload() instanceof PayloadChange.Bytes) {
                staging.discard(staged.token());
            }
        }
    }

    /** The places of an entry, each reached through real directories as far as they exist. */
    private EntryPaths confined(Locator at) throws IOException {
        EntryPaths paths = layout.of(at);
        try {
            directories.isReal(paths.payloads());
            directories.isReal(paths.holder());
            if (!paths.side().equals(paths.holder())) {
                directories.isReal(paths.side());
            }
        } catch (NotDirectoryException e) {
            throw thereIsALink();
        }
        return paths;
    }

    private void confinedLogs(Locator at) throws IOException {
        try {
            directories.isReal(layout.attachmentLogs(at));
        } catch (NotDirectoryException e) {
            throw thereIsALink();
        }
    }

    /** The same for an entry whose own directory is not expected. */
    private EntryPaths confinedNew(Locator at) throws IOException {
        EntryPaths paths = layout.of(at);
        if (!paths.side().equals(paths.holder())) {
            return confined(at);
        }
        try {
            directories.isReal(paths.payloads());
            directories.isRealOrFree(paths.holder());
        } catch (NotDirectoryException e) {
            throw thereIsALink();
        }
        return paths;
    }

    private static DmartException thereIsALink() {
        return DmartException.Invalid.field("subpath", "the path leads through a link or a file");
    }

    private static void requireNames(String name, Optional<String> replaces, Locator at) {
        requireName(name, at);
        replaces.ifPresent(old -> requireName(old, at));
    }

    private static void requireName(String name, Locator at) {
        if (!FileNames.isPayloadOf(name, at.shortname().value())) {
            throw DmartException.Invalid.field("payload", "not a legal payload file name");
        }
    }

    /** The tree is kept for readers only if nothing in it is spliced text. */
    private static JsonText text(JsonObject meta) {
        JsonText text = JsonText.of(meta);
        return hasRaw(meta) ? JsonText.of(text.utf8()) : text;
    }

    private static boolean hasRaw(JsonValue value) {
        if (value instanceof JsonObject object) {
            for (JsonValue member : object.members().values()) {
                if (hasRaw(member)) {
                    return true;
                }
            }
            return false;
        }
        return value instanceof JsonArray array
                ? array.values().stream().anyMatch(Preparer::hasRaw)
                : value instanceof JsonRaw;
    }
}
