package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.DmartException;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Refuses a change that the file system of the spaces has no room for, before it is durable: afterwards it would have to be done
 * whatever its sender was told ({@code storage.md} 8.1). Thread-safe, guarded by its monitor.
 */
final class Room {
    /** Bytes that are left for logs, directories, the tables of the file system, and what the journal takes ahead of its records. */
    static final long RESERVE = 4 << 20;

    /** What a file takes beside its bytes: the rest of its last block, its entry in a directory, a new directory. */
    private static final long PER_FILE = 16 << 10;

    private static final long FRESH = Duration.ofMillis(100).toNanos();

    private final Disk disk;
    private final Path spaces;
    private final FreeFiles files;
    /** Taken and not given back: on its way into the journal and the files. */
    private long underWay;

    private long left;
    private long asked;
    private boolean known;

    Room(Disk disk, Path spaces) {
        this.disk = disk;
        this.spaces = spaces;
        files = new FreeFiles(disk, spaces);
    }

    /**
     * Takes room for a change; one that removes and writes nothing but its lines of the logs needs none.
     *
     * @param bytes length of its record, which holds all that is written but what is staged; the journal may be on the same disk
     * @param logs  length of the logs that it writes anew
     * @return what is to be given back when the change is in the files, or is not done
     * @throws DmartException.Unavailable {@code E(503,general,503)} if there is not enough
     */
    long take(StoredChange change, int bytes, long logs) {
        if (frees(change.ops())) {
            return 0;
        }
        long wanted = 2L * bytes + logs + PER_FILE * change.ops().size();
        if (!files.take(change.ops().size()) || !isThere(wanted)) {
            throw DmartException.Unavailable.now("There is no room left on the disk for the change", null);
        }
        return wanted;
    }

    private static boolean frees(List<FileOp> ops) {
        return ops.isEmpty()
                || (ops.stream().anyMatch(FileOp.Remove.class::isInstance)
                        && ops.stream()
                                .allMatch(op -> op instanceof FileOp.Remove
                                        || op instanceof FileOp.Activity
                                        || op instanceof FileOp.History));
    }

    private synchronized boolean isThere(long wanted) {
        long now = System.nanoTime();
        if (!known || now - asked > FRESH || left - wanted < RESERVE) { // others write as well, and removals free
            long free = disk.free(spaces);
            left = free - underWay;
            asked = now;
            known = free >= 0;
        }
        if (known && left - wanted < RESERVE) {
            return false;
        }
        left -= wanted;
        underWay += wanted;
        return true;
    }

    /** Gives back what was taken: from now on the disk itself tells of it. */
    synchronized void giveBack(long taken) {
        underWay -= taken;
    }
}
