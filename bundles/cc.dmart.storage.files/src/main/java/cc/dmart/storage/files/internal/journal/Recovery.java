package cc.dmart.storage.files.internal.journal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal at start: gives what is behind the checkpoint to the redo, cuts a torn tail, refuses damage. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final Path folder;
    private final Segments segments;
    private final CheckpointFile.Place from;
    private long expected;
    private long lastAt;
    private @Nullable Path last;
    private long end = Format.HEADER;

    Recovery(Disk disk, Path folder, Segments segments, CheckpointFile.Place from) {
        this.disk = disk;
        this.folder = folder;
        this.segments = segments;
        this.from = from;
    }

    /** Reads it all. @return where writing goes on */
    JournalWriter.End run(FileJournal.Redo redo) throws IOException {
        expected = from.seq() + 1;
        dropUnborn();
        if (!segments.isEmpty()) {
            disk.force(newest()); // what is redone counts as durable, and may be in the memory of the system alone
            long start = segments.holding(expected)
                    .orElseThrow(
                            () -> damaged("changes before " + segments.first().orElse(0L) + " are missing"));
            expected = start;
            for (Optional<Long> segment = Optional.of(start); segment.isPresent(); ) {
                Optional<Long> following = segments.after(segment.get());
                read(segment.get(), following, redo);
                segment = following;
            }
            if (expected <= from.seq()) {
                throw damaged("it ends with change " + (expected - 1) + ", before the checkpoint " + from.seq());
            }
        }
        return new JournalWriter.End(expected, last, end, lastAt);
    }

    private Path newest() {
        List<Long> starts = segments.starts();
        return segments.pathOf(starts.get(starts.size() - 1));
    }

    /** A segment whose creation was cut short has no whole header and holds nothing. */
    private void dropUnborn() throws IOException {
        var newest = segments.starts();
        if (newest.isEmpty()) {
            return;
        }
        long first = newest.get(newest.size() - 1);
        try (SegmentReader in = segments.open(first)) {
            if (in.firstSeq().isPresent() || in.searchFrom(Format.HEADER).isPresent()) {
                return;
            }
        }
        segments.remove(first);
        disk.force(folder);
    }

    private void read(long start, Optional<Long> following, FileJournal.Redo redo) throws IOException {
        try (SegmentReader in = segments.open(start)) {
            if (start != expected || !in.firstSeq().equals(Optional.of(start))) {
                throw damaged("segment " + start + " does not begin with change " + expected);
            }
            Optional<SegmentReader.Batch> batch = in.next();
            while (batch.isPresent()) {
                take(batch.get(), redo);
                batch = in.next();
            }
            if (following.isPresent()) {
                if (following.get() != expected) {
                    throw damaged("change " + expected + " in segment " + start + " cannot be read");
                }
                return;
            }
            end = in.position();
            last = segments.pathOf(start);
            Optional<SegmentReader.Batch> beyond = in.searchFrom(end + 8);
            if (beyond.isPresent() && beyond.get().head().durable() >= expected) {
                throw damaged("change " + expected + " in segment " + start + " cannot be read, later ones can");
            }
        }
        cutTail(segments.pathOf(start));
    }

    private void take(SegmentReader.Batch batch, FileJournal.Redo redo) throws IOException {
        if (batch.head().firstSeq() != expected) {
            throw damaged(
                    "change " + expected + " is missing before " + batch.head().firstSeq());
        }
        lastAt = Math.max(lastAt, batch.head().at());
        for (byte[] record : batch.records()) {
            if (expected > from.seq()) {
                redo.redo(expected, batch.head().at(), expected == from.seq() + 1 ? from.ops() : 0, record);
            }
            expected++;
        }
    }

    private void cutTail(Path file) throws IOException {
        try (DiskFile out = disk.open(file)) {
            if (out.size() > end) {
                LOG.debug("Journal {} ends at {}", file.getFileName(), end);
                out.truncate(end);
                out.force(true);
            }
        }
    }

    private IOException damaged(String what) {
        return new UnusableFolderException(
                "data",
                "the journal in " + folder + " is damaged: " + what
                        + ". Nothing was changed. Restore the folder from a copy, or move it away to start from the files as they are");
    }
}
