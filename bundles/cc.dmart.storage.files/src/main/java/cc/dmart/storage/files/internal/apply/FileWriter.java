package cc.dmart.storage.files.internal.apply;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Writes, replaces and removes single files and trees as a {@link Run} allows. Thread-safe. */
final class FileWriter {
    private final Disk disk;

    FileWriter(Disk disk) {
        this.disk = disk;
    }

    /**
     * Writes a file: a new one in place, as a torn one is redone; a replacement beside it and renamed.
     *
     * @param fresh whether there should be none yet
     */
    void write(Path file, byte[] bytes, boolean fresh, Run run) throws IOException {
        if (fresh && run.isFirst()) {
            try {
                disk.create(file, bytes);
                return;
            } catch (FileAlreadyExistsException e) {
                replace(file, bytes);
                return;
            }
        }
        if (run.isRedo()) {
            disk.delete(temporary(file));
            if (!run.mayReplace(file, bytes)) {
                return;
            }
        }
        replace(file, bytes);
        run.wrote(file);
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = temporary(file);
        try {
            disk.create(temporary, bytes);
        } catch (FileAlreadyExistsException e) {
            disk.delete(temporary);
            disk.create(temporary, bytes);
        }
        disk.rename(temporary, file);
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(
                FileNames.temporary(Objects.requireNonNull(file.getFileName()).toString()));
    }

    /** Removes a file if it is there and the run may; a directory with something in it that has its name is not ours. */
    void remove(Path file, Run run) throws IOException {
        if (run.isFirst()) {
            removeIfEmpty(file);
            return;
        }
        disk.delete(temporary(file));
        FileStamp stamp = disk.stat(file);
        if (!stamp.isMissing() && run.mayRemove(file, stamp)) {
            removeIfEmpty(file);
        }
    }

    /** Removes a directory with everything below that the run may remove. */
    void removeTree(Path directory, Run run) throws IOException {
        FileStamp stamp = disk.stat(directory);
        if (stamp.isMissing()) {
            return;
        }
        if (!stamp.isDirectory()) {
            if (run.mayRemove(directory, stamp)) {
                disk.delete(directory);
            }
            return;
        }
        for (Path child : disk.entries(directory)) {
            removeTree(child, run);
        }
        removeIfEmpty(directory);
    }

    /** Removes whatever is there and below as far as that can be done. @return why something is left */
    Optional<IOException> clear(Path path) {
        Optional<IOException> failure = Optional.empty();
        try {
            if (disk.stat(path).isDirectory()) {
                for (Path child : disk.entries(path)) {
                    Optional<IOException> below = clear(child);
                    failure = failure.isPresent() ? failure : below;
                }
            }
            disk.delete(path);
            return Optional.empty();
        } catch (IOException e) {
            return failure.isPresent() ? failure : Optional.of(e);
        }
    }

    /** Removes a file, or a directory unless something is in it. */
    void removeIfEmpty(Path directory) throws IOException {
        try {
            disk.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }

    /** Renames a file or directory if it is there; a directory in the way is merged, a file or empty tree replaced. */
    void move(Path from, Path to) throws IOException {
        FileStamp source = disk.stat(from);
        if (source.isMissing()) {
            return;
        }
        FileStamp target = disk.stat(to);
        if (source.isDirectory() && target.isDirectory() && !disk.list(to).isEmpty()) {
            for (Path child : disk.entries(from)) {
                move(child, to.resolve(Objects.requireNonNull(child.getFileName())));
            }
            disk.delete(from);
            return;
        }
        if (target.isDirectory() && !source.isDirectory()) {
            removeEmpty(to);
        }
        disk.rename(from, to);
    }

    /** Removes directories that hold nothing but such. */
    private void removeEmpty(Path directory) throws IOException {
        for (Path child : disk.entries(directory)) {
            if (disk.stat(child).isDirectory()) {
                removeEmpty(child);
            }
        }
        disk.delete(directory);
    }

    /** Renames a staged file into place; nothing to do if that was done before. */
    void take(Path staged, Path file, Run run) throws IOException {
        if (run.isFirst() || !disk.stat(staged).isMissing()) {
            disk.rename(staged, file);
        }
    }
}
