package cc.dmart.storage.files.internal.read;

import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.disk.FileStamp;
import java.util.Optional;

/**
 * What was just written and when, so that the next read needs only a look at the files and not their content. Thread-safe.
 *
 * @param put        the step
 * @param startNanos time before it was done, since the epoch
 * @param endNanos   time after
 * @param before     the version before, when the payload is still that of it
 */
record WrittenEntry(FileOp.Put put, long startNanos, long endNanos, Optional<LoadedEntry> before)
        implements EntryCache.Weighed {
    /** By so much the clock of files may lag, which stands still between two ticks of the system; it is never ahead. */
    private static final long CLOCK_TICK = 10_000_000;

    private static final int OVERHEAD = 2000;
    private static final int TREE = 4;

    @Override
    public long weight() {
        int kept = before.flatMap(b -> b.entry().jsonBody())
                .map(b -> b.utf8().length)
                .orElse(0);
        int payload = put.payload() instanceof PayloadPart.Bytes bytes ? bytes.bytes().length : kept;
        return OVERHEAD + payload + (long) TREE * put.meta().utf8().length;
    }

    /**
     * Whether a file of this many bytes is the one that was written; a later one of the same length has a later time, unless it is
     * written within the same tick of the clock.
     */
    boolean isOurs(FileStamp stamp, int size) {
        return stamp.isFile()
                && stamp.size() == size
                && stamp.nanos() >= startNanos - CLOCK_TICK
                && stamp.nanos() <= endNanos;
    }
}
