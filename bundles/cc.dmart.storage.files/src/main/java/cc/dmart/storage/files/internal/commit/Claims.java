package cc.dmart.storage.files.internal.commit;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of a store, made if they are missing and claimed for this process: one lock file in the journal, one called
 * {@value #LOCK} in the spaces folder, which no reader sees.
 */
final class Claims {
    /** Lock file in the spaces folder. */
    static final String LOCK = ".dmart.lock";

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final Path spaces;
    private final Path journal;
    private final SpacesMark mark;
    private final List<Closeable> locks = new ArrayList<>();
    private boolean replaced;

    private Claims(Path spaces, Path journal, SpacesMark mark) {
        this.spaces = spaces;
        this.journal = journal;
        this.mark = mark;
    }

    static Claims claim(Disk disk, StoreSettings settings) throws IOException {
        Path spaces = settings.spaces().toAbsolutePath().normalize();
        requireUnicode(spaces);
        Path journal = settings.data().toAbsolutePath().normalize().resolve("journal");
        make(disk, "spaces", spaces);
        make(disk, "data", journal.resolve("cursors"));
        Claims claims = new Claims(spaces, journal, new SpacesMark(disk, spaces, journal));
        try {
            claims.locks.add(lockData(disk, journal));
            claims.lockSpaces(disk);
            claims.replaced = claims.mark.isAnother();
            return claims;
        } catch (IOException e) {
            claims.release();
            throw e;
        }
    }

    private static Closeable lockData(Disk disk, Path journal) throws IOException {
        try {
            return lock(disk, "data", journal.resolve("lock"), journal);
        } catch (AccessDeniedException e) {
            throw unwritable("data", journal, e);
        }
    }

    /** A failure of the file system names a file; one that does not is about the lock. */
    private static Closeable lock(Disk disk, String setting, Path file, Path folder) throws IOException {
        try {
            return disk.lock(file);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw unwritable(setting, folder, e);
        } catch (IOException e) {
            throw new UnusableFolderException(
                    setting,
                    "the folder " + folder + " cannot be claimed, another server may be using it: " + e.getMessage(),
                    e);
        }
    }

    private static UnusableFolderException unwritable(String setting, Path folder, FileSystemException e) {
        return new UnusableFolderException(setting, folder + " cannot be written: " + Reasons.of(e), e);
    }

    private void lockSpaces(Disk disk) throws IOException {
        try {
            locks.add(lock(disk, "spaces", spaces.resolve(LOCK), spaces));
        } catch (AccessDeniedException e) {
            LOG.warn("The spaces folder {} is not writable: spaces in it are neither made nor removed", spaces);
        }
    }

    /** Names of entries may be Arabic; a process started with an ASCII locale cannot open such files. */
    private static void requireUnicode(Path folder) throws IOException {
        try {
            Path probe = folder.resolve("\u0627");
            LOG.trace("{} can be named", probe);
        } catch (InvalidPathException e) {
            throw new UnusableFolderException(
                    "spaces",
                    "this process cannot name files in Arabic; start it with LC_ALL=C.UTF-8 or"
                            + " -Dsun.jnu.encoding=UTF-8",
                    e);
        }
    }

    private static void make(Disk disk, String setting, Path folder) throws IOException {
        try {
            make(disk, folder);
        } catch (FileSystemException e) {
            throw unwritable(setting, folder, e);
        }
    }

    private static void make(Disk disk, Path folder) throws IOException {
        if (disk.stat(folder).isDirectory()) {
            return;
        }
        Optional<Path> parent = Optional.ofNullable(folder.getParent());
        if (parent.isPresent()) {
            make(disk, parent.get());
        }
        try {
            disk.mkdir(folder);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} is a link or was made meanwhile", folder);
            return;
        }
        if (parent.isPresent()) {
            forceName(disk, parent.get());
        }
    }

    /** Else a power failure may take a new folder away with all that was forced in it. */
    private static void forceName(Disk disk, Path parent) throws IOException {
        try {
            disk.force(parent);
        } catch (AccessDeniedException e) {
            LOG.debug("{} is not ours to make durable", parent, e);
        }
    }

    Path spaces() {
        return spaces;
    }

    /** Whether the spaces folder is another one than that which was closed last with this journal. */
    boolean isReplaced() {
        return replaced;
    }

    /** The folder is open. */
    void opened() {
        mark.begin();
    }

    /** Releases, and leaves the folder as the one that was closed in order. */
    void leave() {
        release();
        mark.leave();
    }

    Path journal() {
        return journal;
    }

    void release() {
        for (Closeable lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.debug("a lock could not be released", e);
            }
        }
        locks.clear();
    }
}
