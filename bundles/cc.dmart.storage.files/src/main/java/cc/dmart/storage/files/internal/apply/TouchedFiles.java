package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.Locator;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.journal.Checkpointer;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Names the files and directories of a change, to be made durable one by one where a system cannot do it for all. Thread-safe. */
public final class TouchedFiles implements Checkpointer.Touched {
    private final Layout layout;

    /** Files in a spaces folder. */
    public TouchedFiles(Layout layout) {
        this.layout = layout;
    }

    @Override
    public void collect(StoredChange change, int steps, Set<Path> paths) {
        for (FileOp op : change.ops().subList(0, Math.min(steps, change.ops().size()))) {
            if (op instanceof FileOp.Put put) {
                entry(put.at(), fileOf(put.payload()), paths);
            } else if (op instanceof FileOp.Remove remove) {
                entry(remove.at(), Optional.empty(), paths);
            } else if (op instanceof FileOp.Move move) {
                entry(move.from(), Optional.empty(), paths);
                entry(move.to(), move.toFile(), paths);
                logs(move.from(), paths);
                logs(move.to(), paths);
            } else if (op instanceof FileOp.History history) {
                withParents(layout.of(history.at()).history(), paths);
            } else if (op instanceof FileOp.Activity line) {
                withParents(layout.events(line.space()), paths);
            } else if (op instanceof FileOp.Log log) {
                entry(
                        log.at(),
                        Optional.of(FileNames.logPayload(log.at().shortname().value())),
                        paths);
            }
        }
    }

    private static Optional<String> fileOf(PayloadPart part) {
        if (part instanceof PayloadPart.Bytes bytes) {
            return Optional.of(bytes.fileName());
        }
        return part instanceof PayloadPart.Staged staged ? Optional.of(staged.fileName()) : Optional.empty();
    }

    private void entry(Locator at, Optional<String> payload, Set<Path> paths) {
        EntryPaths places = layout.of(at);
        payload.ifPresent(name -> paths.add(places.payloads().resolve(name)));
        withParents(places.meta(), paths);
        withParents(places.side(), paths);
        withParents(places.payloads(), paths);
    }

    private void logs(Locator at, Set<Path> paths) {
        EntryPaths places = layout.of(at);
        Path logs = at.type().isAttachment()
                ? places.history()
                : layout.attachmentLogs(at).resolve(FileNames.HISTORY);
        withParents(logs, paths);
        withParents(places.side().resolve(FileNames.HISTORY), paths);
    }

    /** A file and every directory above it up to the spaces folder, any of which may be new. */
    private void withParents(Path file, Set<Path> paths) {
        Path path = file;
        while (path != null && path.startsWith(layout.root()) && paths.add(path)) {
            path = path.getParent();
        }
    }
}
