package cc.dmart.storage.files.internal.journal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the journal: writes a batch with one write and one force, extends the segment with zeros ahead of it so that a
 * force has no size to record, and starts a new segment when one is full. A batch that could not be made durable is cut off;
 * if that fails too, the writer is broken until the next start. Thread-safe, guarded by its monitor.
 */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int CHUNK = 1 << 20;

    private final Disk disk;
    private final Path folder;
    private final Segments segments;
    private final long segmentBytes;
    private final boolean always;
    private final LongAdder forces = new LongAdder();
    private final int chunk;

    private @Nullable DiskFile file;
    private long position;
    private long allocated;
    private long nextSeq;
    private long durable;
    private long written;
    private long lastAt;
    private volatile boolean broken;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);

    /**
     * A writer that goes on behind the last record.
     *
     * @param end where; its file is absent for a new journal
     */
    JournalWriter(Disk disk, Path folder, Segments segments, JournalSettings settings, End end) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.segments = segments;
        segmentBytes = settings.segmentBytes();
        always = settings.always();
        chunk = (int) Math.min(CHUNK, Math.max(4096, segmentBytes / 4));
        nextSeq = end.nextSeq();
        durable = nextSeq - 1;
        written = durable;
        lastAt = end.lastAt();
        position = end.position();
        if (end.file() != null) {
            file = disk.open(end.file());
            allocated = sizeOrClose(file);
        }
    }

    private static long sizeOrClose(DiskFile opened) throws IOException {
        try {
            return opened.size();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Where the journal ends. */
    record End(long nextSeq, @Nullable Path file, long position, long lastAt) {}

    /** Number and time that a batch got. */
    record Stamp(long firstSeq, long at) {}

    /** Writes records as one batch and makes it durable, unless the interval does. If it throws anything, nothing of it stays. */
    synchronized Stamp write(List<byte[]> records) throws IOException {
        if (broken) {
            throw new IOException("the journal is broken since an earlier failure; see the log");
        }
        long at = Math.max(micros(), lastAt);
        assemble(records, at);
        long before = position;
        boolean fresh = file == null || (position + buffer.limit() > segmentBytes && position > Format.HEADER);
        DiskFile old = file;
        long oldAllocated = allocated;
        try {
            if (fresh) {
                startSegment();
            }
            append();
        } catch (IOException | RuntimeException | Error e) { // without memory, too, nobody may find half of it
            if (fresh) {
                dropSegment(old, before, oldAllocated);
            } else {
                cut(before);
            }
            throw e;
        }
        if (fresh && old != null) {
            closeQuietly(old);
        }
        Stamp stamp = new Stamp(nextSeq, at);
        nextSeq += records.size();
        written = nextSeq - 1;
        if (always) {
            durable = written;
        }
        lastAt = at;
        return stamp;
    }

    private void assemble(List<byte[]> records, long at) {
        long size = Format.BATCH + 8;
        for (byte[] record : records) {
            size += 4L + record.length;
        }
        if (buffer.capacity() < size) {
            buffer = ByteBuffer.allocateDirect(Math.toIntExact(size + size / 2));
        }
        buffer.clear().position(Format.BATCH);
        for (byte[] record : records) {
            buffer.putInt(record.length).put(record);
        }
        Format.seal(buffer, records.size(), nextSeq, at, durable);
        buffer.flip();
    }

    private void append() throws IOException {
        DiskFile out = Objects.requireNonNull(file);
        long end = position + buffer.limit();
        if (end > allocated) {
            long target = Math.min(Math.max(end + chunk, allocated + chunk), Math.max(segmentBytes, end));
            zeros(out, end, target);
            allocated = target;
        }
        out.write(buffer, position);
        if (always) {
            out.force(false);
            forces.increment();
        }
        position = end;
    }

    private static void zeros(DiskFile out, long from, long to) throws IOException {
        if (to > from) {
            out.write(ByteBuffer.allocate((int) (to - from)), from);
        }
    }

    private void startSegment() throws IOException {
        DiskFile previous = file;
        if (previous != null && !always) {
            previous.force(false);
            durable = written;
        }
        Path path = segments.pathOf(nextSeq);
        disk.delete(path);
        file = disk.open(path);
        allocated = 0;
        position = Format.HEADER;
        ByteBuffer head = ByteBuffer.allocate(Format.HEADER);
        head.putLong(0, Format.SEGMENT_MAGIC).putLong(8, nextSeq);
        file.write(head, 0);
        file.force(true);
        disk.force(folder);
        segments.add(nextSeq, path);
    }

    private void dropSegment(@Nullable DiskFile old, long before, long oldAllocated) {
        DiskFile failed = file;
        try {
            if (failed != null && failed != old) {
                failed.close();
            }
            segments.add(nextSeq, segments.pathOf(nextSeq));
            segments.remove(nextSeq);
            disk.force(folder);
            file = old;
            position = before;
            allocated = oldAllocated;
        } catch (IOException e) {
            breakDown(e);
        }
    }

    private void cut(long to) {
        try {
            DiskFile out = Objects.requireNonNull(file);
            out.truncate(to);
            out.force(true);
            position = to;
            allocated = to;
        } catch (IOException e) {
            breakDown(e);
        }
    }

    private void breakDown(IOException e) {
        broken = true;
        LOG.error("The journal could not be cut back after a failed write; writes are refused until the next start", e);
    }

    private static void closeQuietly(DiskFile old) {
        try {
            old.close();
        } catch (IOException e) {
            LOG.debug("closing a full segment failed", e);
        }
    }

    /** Makes everything written durable. @return number of the last record */
    synchronized long force() throws IOException {
        DiskFile out = file;
        if (out != null && durable < written) {
            out.force(false);
            forces.increment();
            durable = written;
        }
        return written;
    }

    /** Whether an earlier failure stopped it for good. */
    boolean isBroken() {
        return broken;
    }

    /** How often it has waited for the disk. */
    long forces() {
        return forces.sum();
    }

    synchronized void close() throws IOException {
        DiskFile out = file;
        if (out != null) {
            file = null;
            broken = true;
            out.close();
        }
    }

    private static long micros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }
}
