package cc.dmart.storage.files.internal.apply;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * One attempt to bring a change into the files. At redo a file is only replaced or removed if it is not newer than the
 * record, or if redo wrote it itself, or if it is a half-written beginning of what the record says; that keeps what another
 * program wrote after the record. Not thread-safe.
 */
final class Run {
    /** Which attempt. */
    enum Mode {
        /** The first, by the thread that commits. */
        FIRST,
        /** Once more after a failure, in the same process. */
        AGAIN,
        /** After a restart. */
        REDO
    }

    private static final int LARGEST_LOOK = 1 << 20;

    private final Disk disk;
    private final Mode mode;
    private final long seq;
    private final long at;
    private final Set<Path> written;

    Run(Disk disk, Mode mode, long seq, long at, Set<Path> written) {
        this.disk = disk;
        this.mode = mode;
        this.seq = seq;
        this.at = at;
        this.written = written;
    }

    boolean isFirst() {
        return mode == Mode.FIRST;
    }

    boolean isRedo() {
        return mode == Mode.REDO;
    }

    long seq() {
        return seq;
    }

    /**
     * Notes that this file is ours. What redo writes gets the time of the record, so that a redo that is cut short and begins
     * again does not take it for somebody's later work.
     */
    void wrote(Path file) throws IOException {
        if (mode == Mode.REDO) {
            written.add(file);
            disk.touch(file, at);
        }
    }

    /** Notes that this file was written by a step that is not done again. */
    void writtenBefore(Path file) {
        if (mode == Mode.REDO) {
            written.add(file);
        }
    }

    /** Whether these bytes should be written over what is there. */
    boolean mayReplace(Path file, byte[] bytes) throws IOException {
        if (mode != Mode.REDO || written.contains(file)) {
            return true;
        }
        FileStamp stamp = disk.stat(file);
        if (stamp.isMissing()) {
            return true;
        }
        if (!stamp.isFile()) {
            throw new IOException("no regular file: " + file);
        }
        boolean old = stamp.micros() <= at;
        if (stamp.size() > Math.max(bytes.length, LARGEST_LOOK)) {
            return old;
        }
        byte[] there = disk.read(file, (int) stamp.size());
        if (Arrays.equals(there, bytes)) {
            written.add(file);
            return false;
        }
        return old || isHalfOf(there, bytes);
    }

    /** Whether it may be removed. */
    boolean mayRemove(Path file, FileStamp stamp) {
        return mode != Mode.REDO || stamp.micros() <= at || written.contains(file);
    }

    /** Whether the first bytes were begun to be written: a beginning, then zeros that the file system filled in. */
    private static boolean isHalfOf(byte[] there, byte[] whole) {
        int end = there.length;
        while (end > 0 && there[end - 1] == 0) {
            end--;
        }
        return end <= whole.length && Arrays.equals(there, 0, end, whole, 0, end);
    }
}
