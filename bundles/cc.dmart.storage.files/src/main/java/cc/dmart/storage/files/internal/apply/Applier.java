package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.journal.FileJournal;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.layout.NameHolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Brings changes into the files: payload first, meta last, each step so that doing it again gives the same. Thread-safe for
 * changes of different entries; the caller holds the locks of what a change names.
 */
public final class Applier {
    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final FileWriter files;
    private final LineFiles lines;
    private final LogItems items;
    private final ActivityFiles activity;
    private final AttachmentPlaces attachments;
    private final AttachmentLogs attachmentLogs;
    private final Trash trash;
    private final Set<Path> redone = new HashSet<>();

    /** @param window journal bytes between two checkpoints: so much of a log's end redo looks through */
    public Applier(Disk disk, Layout layout, Directories directories, long window, long activityBytes) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        files = new FileWriter(disk);
        lines = new LineFiles(disk, directories, window);
        items = new LogItems(lines);
        activity = new ActivityFiles(disk, layout, lines, activityBytes);
        attachments = new AttachmentPlaces(disk, layout);
        trash = new Trash(disk, layout, files);
        attachmentLogs = new AttachmentLogs(disk, layout, directories, files, trash, lines);
    }

    /** Stops before and after a move until all that was done so far is durable. */
    public interface Barrier {
        /** Waits for that. */
        void reach(long seq, int steps) throws IOException;
    }

    /** Told around each step, so that caches never keep what a step changes. */
    public interface Watcher {
        /** Does the step. */
        void around(FileOp op, Step step) throws IOException;
    }

    /** One step. */
    public interface Step {
        /** Does it. */
        void run() throws IOException;
    }

    /** A change on its way into the files; for one thread at a time. */
    public static final class Attempt {
        private final FileJournal.Appended appended;
        private final StoredChange change;
        private int done;
        private boolean again;

        /** The first attempt of a durable change. */
        public Attempt(FileJournal.Appended appended, StoredChange change) {
            this.appended = appended;
            this.change = change;
        }

        /** Its number and time. */
        public FileJournal.Appended appended() {
            return appended;
        }

        /** The change. */
        public StoredChange change() {
            return change;
        }
    }

    /** Does the steps that are not done yet; to be called again after a failure. */
    public void apply(Attempt attempt, Barrier barrier, Watcher watcher) throws IOException {
        FileJournal.Appended appended = attempt.appended;
        Run.Mode mode = attempt.again ? Run.Mode.AGAIN : Run.Mode.FIRST;
        Run run = new Run(disk, mode, appended.seq(), appended.at(), Set.of());
        if (attempt.again) {
            directories.forget();
        }
        attempt.again = true;
        List<FileOp> ops = attempt.change.ops();
        for (int i = attempt.done; i < ops.size(); i++) {
            int number = i;
            FileOp op = ops.get(i);
            watcher.around(op, () -> step(op, number, run, barrier));
            attempt.done = i + 1;
        }
    }

    /** After a restart, before anybody else works here; the first steps may be done for good. */
    public void redo(long seq, long at, StoredChange change, int done, Barrier barrier) throws IOException {
        Run run = new Run(disk, Run.Mode.REDO, seq, at, redone);
        change.ops().subList(0, done).forEach(op -> noteDone(op, run));
        for (int i = done; i < change.ops().size(); i++) {
            step(change.ops().get(i), i, run, barrier);
        }
    }

    private void noteDone(FileOp op, Run run) {
        if (op instanceof FileOp.Put put) {
            EntryPaths paths = layout.of(put.at());
            run.writtenBefore(paths.meta());
            if (put.payload() instanceof PayloadPart.Bytes bytes) {
                run.writtenBefore(paths.payloads().resolve(bytes.fileName()));
            }
        } else if (op instanceof FileOp.Move move) {
            EntryPaths target = layout.of(move.to());
            run.writtenBefore(target.meta());
            move.toFile().ifPresent(name -> run.writtenBefore(target.payloads().resolve(name)));
            noteLogs(move, run);
        } else if (op instanceof FileOp.History history) {
            run.writtenBefore(layout.of(history.at()).history());
        }
    }

    /** Of an attachment the move writes the logs anew. */
    private void noteLogs(FileOp.Move move, Run run) {
        if (move.from().type().isAttachment()) {
            layout.of(move.from()).logs().forEach(run::writtenBefore);
            layout.of(move.to()).logs().forEach(run::writtenBefore);
        }
    }

    /** Forgets what redo wrote, when it is over, and sweeps. */
    public void redoEnded() {
        trash.sweep();
        redone.clear();
        lines.forget();
        directories.forget();
    }

    /** Closes the files that stay open between changes. */
    public void close() {
        lines.close();
    }

    private void step(FileOp op, int number, Run run, Barrier barrier) throws IOException {
        if (op instanceof FileOp.Put put) {
            put(put, run);
        } else if (op instanceof FileOp.Remove remove) {
            remove(remove, run, number);
            forgetLogs(remove.at());
        } else if (op instanceof FileOp.Move move) {
            barrier.reach(run.seq(), number);
            move(move, run);
            forgetLogs(move.from());
            forgetLogs(move.to());
            barrier.reach(run.seq(), number + 1);
        } else if (op instanceof FileOp.History history) {
            lines.append(layout.of(history.at()).history(), history.line().line(), run);
        } else if (op instanceof FileOp.Activity line) {
            activity.append(line.space(), line.line().line(), run);
        } else if (op instanceof FileOp.Log log) {
            EntryPaths paths = layout.of(log.at());
            Path file = paths.payloads()
                    .resolve(FileNames.logPayload(log.at().shortname().value()));
            items.append(file, log.item().utf8(), log.offset(), run);
        }
    }

    /** What is known of logs that were in the place of an entry is not so any more. */
    private void forgetLogs(Locator at) {
        if (at.type() == ResourceType.SPACE) {
            lines.forget(layout.space(at.space()));
        } else if (!at.type().isAttachment()) {
            lines.forget(layout.of(at).side());
            lines.forget(layout.attachmentLogs(at));
            lines.forget(layout.directory(at.space(), at.inside()));
        }
    }

    private void put(FileOp.Put put, Run run) throws IOException {
        EntryPaths paths = layout.of(put.at());
        if (put.at().type().isAttachment() && !put.created()) {
            attachments.bringHome(put.at(), paths, directories, files);
        }
        PayloadPart part = put.payload();
        if (part instanceof PayloadPart.Bytes bytes) {
            directories.ensure(paths.payloads());
            files.write(paths.payloads().resolve(bytes.fileName()), bytes.bytes(), put.created(), run);
        } else if (part instanceof PayloadPart.Staged staged) {
            directories.ensure(paths.payloads());
            Path from = Staging.path(layout, staged.token());
            files.take(from, paths.payloads().resolve(staged.fileName()), run);
        }
        if (put.created() || !run.isFirst()) {
            holder(put.at(), paths);
        }
        files.write(paths.meta(), put.meta().utf8(), put.created(), run);
        Optional<String> old = obsolete(part);
        if (old.isPresent()) {
            files.remove(paths.payloads().resolve(old.get()), run);
        }
    }

    private void holder(Locator at, EntryPaths paths) throws IOException {
        if (at.type().isAttachment() || !paths.holder().equals(paths.side())) {
            directories.ensure(paths.holder());
        } else {
            directories.ensureOwn(paths.holder());
        }
    }

    private static Optional<String> obsolete(PayloadPart part) {
        if (part instanceof PayloadPart.Drop drop) {
            return Optional.of(drop.fileName());
        }
        if (part instanceof PayloadPart.Bytes bytes) {
            return bytes.replaces().filter(old -> !old.equals(bytes.fileName()));
        }
        if (part instanceof PayloadPart.Staged staged) {
            return staged.replaces().filter(old -> !old.equals(staged.fileName()));
        }
        return Optional.empty();
    }

    private void remove(FileOp.Remove remove, Run run, int number) throws IOException {
        Locator at = remove.at();
        EntryPaths paths = at.type().isAttachment() ? attachments.locate(at).orElse(layout.of(at)) : layout.of(at);
        if (at.type() == ResourceType.SPACE) {
            trash.discard(layout.space(at.space()), layout.root(), at.space(), run, number);
        } else if (at.type() == ResourceType.FOLDER) {
            Path folder = layout.directory(at.space(), at.inside());
            boolean alone = isAlone(at, run);
            trash.discard(folder, paths.payloads(), at.space(), run, number);
            if (alone) {
                removePayload(remove, paths, run);
                attachmentLogs.removeWithSide(at, paths, run);
            }
        } else if (at.type().isAttachment()) {
            files.remove(paths.meta(), run);
            removePayload(remove, paths, run);
            files.removeIfEmpty(paths.holder());
        } else {
            boolean alone = isAlone(at, run);
            files.remove(paths.meta(), run);
            if (alone) {
                removePayload(remove, paths, run);
                attachmentLogs.removeWithSide(at, paths, run);
            }
        }
        directories.forget();
    }

    /** Whether nothing but this entry has its name; what another one of the name has too stays with that. */
    private boolean isAlone(Locator at, Run run) throws IOException {
        for (Path meta : NameHolders.others(disk, layout, at)) {
            if (run.mayRemove(meta, disk.stat(meta))) {
                return false; // redo has it too, and it is none that came later
            }
        }
        return true;
    }

    private void removePayload(FileOp.Remove remove, EntryPaths paths, Run run) throws IOException {
        if (remove.payloadFile().isPresent()) {
            files.remove(paths.payloads().resolve(remove.payloadFile().get()), run);
        }
    }

    private void move(FileOp.Move move, Run run) throws IOException {
        Locator from = move.from();
        EntryPaths source =
                from.type().isAttachment() ? attachments.locate(from).orElse(layout.of(from)) : layout.of(from);
        EntryPaths target = layout.of(move.to());
        run.writtenBefore(target.meta());
        noteLogs(move, run);
        if (from.type() == ResourceType.SPACE) {
            files.move(layout.space(from.space()), layout.space(move.to().space()));
            movePayload(move, target, target, run);
            files.write(target.meta(), move.meta().utf8(), false, run);
            directories.forget();
            return;
        }
        directories.ensure(target.payloads());
        movePayload(move, source, target, run);
        if (from.type().isAttachment()) {
            files.write(target.meta(), move.meta().utf8(), true, run);
            files.remove(source.meta(), run);
            files.removeIfEmpty(source.holder());
            attachmentLogs.moveOne(from, move.to(), run);
        } else {
            if (from.type() == ResourceType.FOLDER) {
                files.move(
                        layout.directory(from.space(), from.inside()),
                        layout.directory(move.to().space(), move.to().inside()));
            }
            directories.ensure(Objects.requireNonNull(target.side().getParent()));
            attachmentLogs.moveSide(from, source.side(), target.side());
            directories.forget();
            directories.ensure(target.holder());
            files.write(target.meta(), move.meta().utf8(), false, run);
            attachmentLogs.move(from, move.to(), run);
        }
        directories.forget();
    }

    private void movePayload(FileOp.Move move, EntryPaths source, EntryPaths target, Run run) throws IOException {
        if (move.fromFile().isPresent()) {
            String to = move.toFile().orElse(move.fromFile().get());
            Path file = target.payloads().resolve(to);
            files.move(source.payloads().resolve(move.fromFile().get()), file);
            run.writtenBefore(file);
        }
    }
}
