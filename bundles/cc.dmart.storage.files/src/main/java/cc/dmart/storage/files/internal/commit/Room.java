package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.DmartException;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Refuses a change that the file system of the spaces has no room for, before it is durable: afterwards it would have to be done
 * whatever its sender was told ({@code storage.md} 8.1). Thread-safe, guarded by its monitor.
 */
final class Room {
    /** Bytes that are left for logs, directories and the tables of the file system. */
    static final long RESERVE = 1 << 20;

    /** What a file takes beside its bytes: the rest of its last block, its entry in a directory, a new directory. */
    static final long PER_FILE = 16 << 10;

    private static final long FRESH = Duration.ofMillis(100).toNanos();

    private final Disk disk;
    private final Path spaces;
    private long left;
    private long asked;
    private boolean known;

    Room(Disk disk, Path spaces) {
        this.disk = disk;
        this.spaces = spaces;
    }

    /**
     * Takes room for a change; one that only removes makes some.
     *
     * @param bytes length of its record, which holds all that is written but what is staged
     * @throws DmartException.Unavailable {@code E(503,general,503)} if there is not enough
     */
    void take(StoredChange change, int bytes) {
        if (change.ops().stream().allMatch(Room::frees)) {
            return;
        }
        long wanted = bytes + PER_FILE * change.ops().size();
        if (!isThere(wanted)) {
            throw DmartException.Unavailable.now("There is no room left on the disk for the change", null);
        }
    }

    private static boolean frees(FileOp op) {
        return op instanceof FileOp.Remove || op instanceof FileOp.Activity || op instanceof FileOp.History;
    }

    private synchronized boolean isThere(long wanted) {
        long now = System.nanoTime();
        if (!known || now - asked > FRESH || left - wanted < RESERVE) { // others write as well, and removals free
            left = disk.free(spaces);
            asked = now;
            known = true;
        }
        if (left < 0) {
            known = false;
            return true;
        }
        if (left - wanted < RESERVE) {
            return false;
        }
        left -= wanted;
        return true;
    }
}
