package cc.dmart.storage.files.internal.journal;

import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes applied files durable, says so in the checkpoint file, and lets segments go that nobody needs any more. Thread-safe,
 * guarded by its monitor.
 */
public final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final int MANY = 50_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Disk disk;
    private final Path spaces;
    private final Path folder;
    private final FileJournal journal;
    private final JournalSettings settings;
    private final Touched touched;
    private final CheckpointFile file;
    private CheckpointFile.Place place;

    /** Checkpoints of a journal; where the last one was is read here. */
    public Checkpointer(
            Disk disk, Path spaces, Path folder, FileJournal journal, JournalSettings settings, Touched touched)
            throws IOException {
        this.disk = disk;
        this.spaces = spaces;
        this.folder = folder;
        this.journal = journal;
        this.settings = settings;
        this.touched = touched;
        file = new CheckpointFile(disk, folder);
        place = file.read().orElse(CheckpointFile.Place.START);
    }

    /** Names the files of a change, for systems that cannot make all durable at once. */
    public interface Touched {
        /** Adds the files and directories that its first steps may have written. */
        void collect(StoredChange change, int steps, Set<Path> paths);
    }

    /** Reads the journal from the last checkpoint on. */
    public void recover(FileJournal.Redo redo) throws IOException {
        CheckpointFile.Place from;
        synchronized (this) {
            from = place;
        }
        journal.recover(from, redo);
    }

    /** Makes everything that is applied durable. */
    public synchronized void run() throws IOException {
        long reached = journal.mark().last();
        if (reached > place.seq()) {
            journal.force();
            if (!forceAll()) {
                forceBetween(place, new CheckpointFile.Place(reached, 0));
            }
            store(new CheckpointFile.Place(reached, 0));
        }
        release();
    }

    /**
     * A checkpoint in the middle of a change, before and after a step that cannot be repeated on top of others: a move. All
     * earlier changes and the first steps of this one are durable on return and are never redone.
     */
    public void barrier(long seq, int steps) throws IOException {
        try {
            if (!journal.mark().await(seq - 1, PATIENCE)) {
                throw new IOException("an earlier change is not applied");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for earlier changes", e);
        }
        journal.force(); // a journal that ends before its checkpoint is damaged
        redoBarrier(seq, steps);
    }

    /** The same at redo, when all earlier changes are in the files. */
    public synchronized void redoBarrier(long seq, int steps) throws IOException {
        CheckpointFile.Place to = new CheckpointFile.Place(seq - 1, steps);
        if (!forceAll()) {
            forceBetween(place, to);
        }
        store(to);
    }

    private void store(CheckpointFile.Place to) throws IOException {
        if (to.seq() > place.seq() || (to.seq() == place.seq() && to.ops() > place.ops())) {
            file.write(to);
            place = to;
        }
    }

    /** A space, or a folder of one, may lie on a file system of its own. @return false if not all of it is durable */
    private boolean forceAll() throws IOException {
        List<Path> all = disk.fileSystems(spaces);
        for (Path each : all) {
            if (!disk.forceAll(each)) {
                return false;
            }
        }
        return !all.isEmpty();
    }

    private void forceBetween(CheckpointFile.Place from, CheckpointFile.Place to) throws IOException {
        Set<Path> paths = new HashSet<>();
        long wanted = from.seq() + 1;
        long last = to.ops() > 0 ? to.seq() + 1 : to.seq();
        Optional<Long> segment = journal.segments().holding(wanted);
        while (segment.isPresent() && wanted <= last) {
            try (SegmentReader in = journal.segments().open(segment.get())) {
                for (Optional<SegmentReader.Batch> b = in.next(); b.isPresent() && wanted <= last; b = in.next()) {
                    wanted = collect(b.get(), wanted, to, paths);
                    if (paths.size() > MANY) {
                        forceEach(paths);
                    }
                }
            }
            segment = journal.segments().after(segment.get());
        }
        forceEach(paths);
    }

    private void forceEach(Set<Path> paths) throws IOException {
        for (Path path : paths) {
            disk.force(path);
        }
        paths.clear();
    }

    private long collect(SegmentReader.Batch batch, long wanted, CheckpointFile.Place to, Set<Path> paths) {
        long seq = batch.head().firstSeq();
        long next = wanted;
        for (byte[] record : batch.records()) {
            if (seq == next && seq <= to.seq() + 1) {
                touched.collect(StoredChange.decode(record), seq <= to.seq() ? Integer.MAX_VALUE : to.ops(), paths);
                next++;
            }
            seq++;
        }
        return next;
    }

    /** Removes segments that the checkpoint and every cursor have passed and that are old enough. */
    private void release() throws IOException {
        OptionalLong lowest = journal.lowestCursor();
        long passed = Math.min(place.seq(), lowest.orElse(Long.MAX_VALUE));
        long young = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(settings.retentionHours());
        Segments segments = journal.segments();
        for (long first : segments.starts()) {
            Optional<Long> following = segments.after(first);
            if (following.isEmpty() || following.get() - 1 > passed) {
                return;
            }
            Path path = Objects.requireNonNull(segments.all().get(first));
            if (disk.stat(path).modified().toEpochMilli() > young) {
                return;
            }
            segments.remove(first);
            LOG.debug("Journal segment {} of {} was released", first, folder);
        }
    }
}
