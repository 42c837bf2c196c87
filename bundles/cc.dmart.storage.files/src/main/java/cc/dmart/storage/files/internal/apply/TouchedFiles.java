package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.Locator;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.journal.Checkpointer;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Forces the files and directories of a change one by one, where a system cannot do it for all at once. Thread-safe. */
public final class TouchedFiles implements Checkpointer.Touched {
    private final Disk disk;
    private final Layout layout;

    /** Files in a spaces folder. */
    public TouchedFiles(Disk disk, Layout layout) {
        this.disk = disk;
        this.layout = layout;
    }

    @Override
    public void force(StoredChange change, int steps) throws IOException {
        for (FileOp op : change.ops().subList(0, Math.min(steps, change.ops().size()))) {
            if (op instanceof FileOp.Put put) {
                entry(put.at(), fileOf(put.payload()));
            } else if (op instanceof FileOp.Remove remove) {
                entry(remove.at(), Optional.empty());
            } else if (op instanceof FileOp.Move move) {
                entry(move.from(), Optional.empty());
                entry(move.to(), move.toFile());
            } else if (op instanceof FileOp.History history) {
                withParents(layout.of(history.at()).history());
            } else if (op instanceof FileOp.Activity line) {
                withParents(layout.events(line.space()));
            } else if (op instanceof FileOp.Log log) {
                entry(
                        log.at(),
                        Optional.of(FileNames.logPayload(log.at().shortname().value())));
            }
        }
    }

    private static Optional<String> fileOf(PayloadPart part) {
        if (part instanceof PayloadPart.Bytes bytes) {
            return Optional.of(bytes.fileName());
        }
        return part instanceof PayloadPart.Staged staged ? Optional.of(staged.fileName()) : Optional.empty();
    }

    private void entry(Locator at, Optional<String> payload) throws IOException {
        EntryPaths paths = layout.of(at);
        if (payload.isPresent()) {
            disk.force(paths.payloads().resolve(payload.get()));
        }
        withParents(paths.meta());
        withParents(paths.side());
        withParents(paths.payloads());
    }

    /** A file and every directory above it up to the spaces folder, any of which may be new. */
    private void withParents(Path file) throws IOException {
        for (Path path = file; path != null && path.startsWith(layout.root()); path = path.getParent()) {
            disk.force(path);
        }
    }
}
