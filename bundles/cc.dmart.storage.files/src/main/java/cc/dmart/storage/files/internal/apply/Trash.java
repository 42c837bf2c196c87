package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes trees. That the name is gone is what counts; what is below goes as far as the file system lets it, and the rest waits
 * under a name that no reader sees, in the spaces folder or in the metas of a space, where the next start finds it. Thread-safe.
 */
final class Trash {
    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

    private final Disk disk;
    private final Layout layout;
    private final FileWriter files;

    Trash(Disk disk, Layout layout, FileWriter files) {
        this.disk = disk;
        this.layout = layout;
        this.files = files;
    }

    /** Removes a tree so that it vanishes at once: renamed, then file by file. */
    void discard(Path tree, Path beside, SpaceName space, Run run, int number) throws IOException {
        Path hidden = beside.resolve(FileNames.trash(run.seq(), number));
        if (!run.isFirst()) {
            empty(hidden, space, run);
        }
        if (run.isRedo()) {
            files.removeTree(tree, run);
        } else if (!disk.stat(tree).isMissing()) {
            disk.rename(tree, hidden);
            empty(hidden, space, run);
        }
    }

    /** Fails at the first attempt only: what stands in the way may be gone in a moment. */
    private void empty(Path hidden, SpaceName space, Run run) throws IOException {
        Optional<IOException> failure = files.clear(hidden);
        if (failure.isEmpty()) {
            return;
        }
        if (run.isFirst()) {
            throw failure.get();
        }
        if (layout.root().equals(hidden.getParent())) {
            warn(hidden, failure.get());
            return;
        }
        try {
            Path place = place(space, run.seq());
            disk.rename(hidden, place);
            warn(place, failure.get());
        } catch (IOException e) {
            LOG.debug("{} stays where it is", hidden, e);
            LOG.warn(
                    "{} cannot be emptied and has to be removed by hand: {}",
                    hidden,
                    failure.get().toString());
        }
    }

    /** Removes what hung on a name; what stays is set aside, so that a later one of the name does not have it. */
    void remove(Path tree, SpaceName space, Run run) throws IOException {
        try {
            files.removeTree(tree, run);
        } catch (IOException e) {
            if (run.isFirst() || run.isRedo()) {
                throw e;
            }
            setAside(tree, space, run.seq(), e);
        }
    }

    private void setAside(Path tree, SpaceName space, long seq, IOException failure) throws IOException {
        Path place = place(space, seq);
        try {
            disk.rename(tree, place);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        files.clear(place).ifPresent(e -> warn(place, e));
    }

    private Path place(SpaceName space, long seq) throws IOException {
        Path metas = layout.metas(space, Subpath.ROOT);
        int number = 0;
        while (!disk.stat(metas.resolve(FileNames.trash(seq, number))).isMissing()) {
            number++;
        }
        return metas.resolve(FileNames.trash(seq, number));
    }

    private static void warn(Path place, IOException failure) {
        LOG.warn("{} cannot be emptied, which is tried again at the next start: {}", place, failure.toString());
    }

    /** Removes what is left of earlier changes; at start, before anybody else works here. */
    void sweep() {
        for (String name : sweep(layout.root())) {
            sweep(layout.root().resolve(name).resolve(FileNames.DM));
        }
    }

    /** @return the names that are no trash */
    private List<String> sweep(Path directory) {
        try {
            if (!isReal(directory)) {
                return List.of();
            }
            List<String> names = disk.list(directory);
            names.stream()
                    .filter(FileNames::isTrash)
                    .map(directory::resolve)
                    .forEach(place -> files.clear(place).ifPresent(e -> warn(place, e)));
            return names.stream().filter(name -> !FileNames.isTrash(name)).toList();
        } catch (IOException e) { // whoever reads it will say so
            LOG.debug("{} was not swept", directory, e);
            return List.of();
        }
    }

    /** The folder of the spaces may be a link; nothing in it is followed. */
    private boolean isReal(Path directory) throws IOException {
        return directory.equals(layout.root())
                || (disk.stat(Objects.requireNonNull(directory.getParent())).isDirectory()
                        && disk.stat(directory).isDirectory());
    }
}
