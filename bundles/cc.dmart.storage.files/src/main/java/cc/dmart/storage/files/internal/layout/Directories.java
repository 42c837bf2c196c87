package cc.dmart.storage.files.internal.layout;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Directories below the spaces folder, each component of which is a real directory and no link ({@code storage.md} 8.3). What
 * was looked at is remembered for a second, so that writes into one folder do not pay for it each time. Thread-safe.
 */
public final class Directories {
    private static final int MAX = 4096;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final Disk disk;
    private final Path root;
    private final ConcurrentHashMap<Path, Long> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Path, Long> writable = new ConcurrentHashMap<>();

    /** Directories below a root, which itself may be a link: the operator named it. */
    public Directories(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /** Whether it is known to be fine since less than a second. */
    public boolean isKnown(Path directory) {
        return directory.equals(root) || isFresh(known, directory);
    }

    /** Whether a directory is there, reached without a link. @throws IOException if a link is in the way */
    public boolean isReal(Path directory) throws IOException {
        if (isKnown(directory)) {
            return true;
        }
        return isReal(parent(directory)) && look(directory);
    }

    /** The same for a name that is usually free, for which {@link #isReal} would cost an exception. */
    public boolean isRealOrFree(Path directory) throws IOException {
        if (isKnown(directory)) {
            return true;
        }
        return isReal(parent(directory)) && disk.exists(directory) && look(directory);
    }

    /** Whether names can be made and removed in a directory; if it is missing, in the nearest one above it. */
    public boolean isWritable(Path directory) throws IOException {
        if (isFresh(writable, directory)) {
            return true;
        }
        boolean there = directory.equals(root) || isRealOrFree(directory);
        return there ? mayWrite(directory) : isWritable(parent(directory));
    }

    /** Whether a file or directory that is there can be written. */
    public boolean mayWrite(Path path) {
        if (isFresh(writable, path)) {
            return true;
        }
        boolean may = disk.isWritable(path);
        if (may) {
            remember(writable, path);
        }
        return may;
    }

    /** The same, made with all missing parents if need be. */
    public void ensure(Path directory) throws IOException {
        if (isKnown(directory)) {
            return;
        }
        ensure(parent(directory));
        if (!look(directory)) {
            make(directory);
            remember(known, directory);
        }
    }

    /** Makes a directory of its own for an entry, whose parent is usually known; it may exist. */
    public void ensureOwn(Path directory) throws IOException {
        ensure(parent(directory));
        make(directory);
    }

    /** Forgets everything; call it when directories were removed or a call failed. */
    public void forget() {
        known.clear();
        writable.clear();
    }

    private void make(Path directory) throws IOException {
        try {
            disk.mkdir(directory);
        } catch (FileAlreadyExistsException e) {
            if (!disk.exists(directory) && disk.delete(directory)) { // a link that leads nowhere
                disk.mkdir(directory);
            } else if (!look(directory)) {
                throw e;
            }
        }
    }

    private boolean look(Path directory) throws IOException {
        FileStamp stamp = disk.stat(directory);
        if (stamp.isMissing()) {
            return false;
        }
        if (!stamp.isDirectory()) {
            throw new NotDirectoryException(directory + " is a file or a link");
        }
        remember(known, directory);
        return true;
    }

    private static boolean isFresh(Map<Path, Long> looks, Path path) {
        Long seen = looks.get(path);
        return seen != null && System.nanoTime() - seen < FRESH;
    }

    private static void remember(Map<Path, Long> looks, Path path) {
        if (looks.size() >= MAX) {
            looks.clear();
        }
        looks.put(path, System.nanoTime());
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
