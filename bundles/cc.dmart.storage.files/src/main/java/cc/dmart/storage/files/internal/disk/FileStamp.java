package cc.dmart.storage.files.internal.disk;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What a look at a file tells, links not followed. Two equal stamps mean the same unchanged file. Thread-safe.
 *
 * @param kind  what is there
 * @param size  bytes
 * @param nanos time of the last change since the epoch
 * @param key   identity of the file on its device, when the file system has one
 */
public record FileStamp(Kind kind, long size, long nanos, Object key) {
    /** What is at a path. */
    public enum Kind {
        /** Nothing. */
        MISSING,
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A link or something special; never followed. */
        OTHER
    }

    /** Nothing is there. */
    public static final FileStamp MISSING = new FileStamp(Kind.MISSING, 0, 0, "");

    /** Whether a regular file is there. */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** Whether a directory is there. */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** Whether nothing is there. */
    public boolean isMissing() {
        return kind == Kind.MISSING;
    }

    /** Time of the last change. */
    public Instant modified() {
        return Instant.ofEpochSecond(TimeUnit.NANOSECONDS.toSeconds(nanos), nanos % TimeUnit.SECONDS.toNanos(1));
    }

    /** Time of the last change in microseconds since the epoch. */
    public long micros() {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
