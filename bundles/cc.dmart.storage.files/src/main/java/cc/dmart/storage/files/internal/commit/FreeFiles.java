package cc.dmart.storage.files.internal.commit;

import cc.dmart.storage.files.internal.disk.Disk;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How many files the file system of the spaces can still make, where that is limited apart from bytes. To ask costs a process, so
 * that it is asked the more seldom the more there were. Thread-safe, guarded by its monitor.
 */
final class FreeFiles {
    /** Files that are left for the logs and directories of changes that need no more, and for what is under way. */
    static final long RESERVE = 256;

    /** The most that a step makes: payload and meta beside the ones they replace, and new directories for them. */
    private static final long PER_STEP = 4;

    /** What other programs make at most. */
    private static final long NANOS_PER_FILE = Duration.ofSeconds(1).toNanos() / 10_000;

    private static final long SOON = Duration.ofMillis(100).toNanos();
    private static final long LATE = Duration.ofSeconds(60).toNanos();

    private final Disk disk;
    private final Path spaces;
    private long left = -1;
    private long asked;
    private long fresh = -1;

    FreeFiles(Disk disk, Path spaces) {
        this.disk = disk;
        this.spaces = spaces;
    }

    /** Takes the files of so many steps. @return false if there are too few */
    synchronized boolean take(int steps) {
        long wanted = PER_STEP * steps;
        long age = System.nanoTime() - asked;
        if (fresh < 0 || age > fresh || (left >= 0 && left - wanted < RESERVE && age > SOON)) {
            left = disk.files(spaces);
            asked = System.nanoTime();
            fresh = left < 0 ? LATE : Math.min(LATE, SOON + left * NANOS_PER_FILE);
        }
        if (left < 0) {
            return true;
        }
        if (left - wanted < RESERVE) {
            return false;
        }
        left -= wanted;
        return true;
    }
}
