package cc.dmart.storage.files.internal.journal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The change journal in a folder of segment files ({@code design.md} 1). Thread-safe once {@link #recover} has returned. */
public final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final Duration CURSOR_DELAY = Duration.ofMillis(150);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Disk disk;
    private final Path folder;
    private final JournalSettings settings;
    private final StorageThreads timer;
    private final Segments segments;
    private final CursorFiles cursors;
    private final RecentChanges recent = new RecentChanges();
    private @Nullable JournalWriter writer;
    private @Nullable GroupCommit commits;
    private AppliedMark mark = new AppliedMark(0);

    /**
     * A journal in folders that exist.
     *
     * @param folder  of the segments; cursors are in {@code cursors} inside
     * @param timer   runs what is due later
     */
    public FileJournal(Disk disk, Path folder, JournalSettings settings, StorageThreads timer) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.settings = settings;
        this.timer = timer;
        segments = new Segments(disk, folder);
        cursors = new CursorFiles(disk, folder.resolve("cursors"));
    }

    /** What is done with each record behind the checkpoint. */
    public interface Redo {
        /**
         * Brings a change into the files.
         *
         * @param at   when it was written, microseconds since the epoch
         * @param done number of its steps that are in the files already
         */
        void redo(long seq, long at, int done, byte[] record) throws IOException;
    }

    /** A record that is durable. */
    public record Appended(long seq, long at) {}

    /** Reads the journal and opens it for writing. @throws IOException if it is damaged; nothing was changed then */
    void recover(CheckpointFile.Place from, Redo redo) throws IOException {
        JournalWriter.End end = new Recovery(disk, folder, segments, from).run(redo);
        JournalWriter out = new JournalWriter(disk, folder, segments, settings, end);
        writer = out;
        commits = new GroupCommit(out);
        mark = new AppliedMark(end.nextSeq() - 1);
        cursors.limit(mark.last());
        if (!settings.always()) {
            timer.every(this::forceQuietly, Duration.ofMillis(settings.intervalMillis()));
        }
    }

    /** Appends a record; it is as durable as the settings say on return. @throws IOException if it never happened */
    public Appended append(byte[] record) throws IOException {
        JournalWriter.Stamp stamp = Objects.requireNonNull(commits).append(record);
        return new Appended(stamp.firstSeq(), stamp.at());
    }

    /** Says that a change is in the files. */
    public void applied(Appended appended, StoredChange change, int size) {
        recent.put(appended.seq(), appended.at(), change, size);
        mark.applied(appended.seq());
    }

    /** The mark of applied changes. */
    public AppliedMark mark() {
        return mark;
    }

    /** How often the journal has waited for the disk since it was opened. */
    public long forces() {
        return Objects.requireNonNull(writer).forces();
    }

    /** How many segment files there are. */
    public int segmentCount() {
        return segments.all().size();
    }

    /** Whether an earlier failure stopped writing until the next start. */
    public boolean isBroken() {
        return Objects.requireNonNull(writer).isBroken();
    }

    /** Makes all records durable. */
    public void force() throws IOException {
        Objects.requireNonNull(writer).force();
    }

    private void forceQuietly() {
        try {
            force();
        } catch (IOException e) {
            LOG.error("The journal could not be made durable", e);
        }
    }

    Segments segments() {
        return segments;
    }

    /** The lowest position of a named reader; empty without readers. */
    OptionalLong lowestCursor() {
        return cursors.lowest();
    }

    @Override
    public long lastSeq() {
        return mark.last();
    }

    @Override
    public long firstSeq() {
        return segments.first().orElse(mark.last() + 1);
    }

    @Override
    public JournalReader read(long afterSeq) {
        return new FileJournalReader(segments, mark, recent, Math.max(afterSeq, firstSeq() - 1));
    }

    @Override
    public OptionalLong cursor(String name) {
        return cursors.get(name);
    }

    @Override
    public void advance(String name, long seq) {
        boolean isNew = cursors.get(name).isEmpty();
        boolean due = cursors.set(name, seq);
        if (isNew) {
            flushQuietly();
        } else if (due) {
            timer.later(this::flushQuietly, CURSOR_DELAY);
        }
    }

    private void flushQuietly() {
        try {
            cursors.flush();
        } catch (Throwable e) { // nobody else asks for the flush of what has changed
            timer.later(this::flushQuietly, AFTER_FAILURE);
            LOG.warn("Cursors could not be stored; their readers may see changes again", e);
        }
    }

    @Override
    public Map<String, Long> cursors() {
        return cursors.all();
    }

    @Override
    public void forget(String name) {
        try {
            cursors.remove(name);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the cursor cannot be removed", e);
        }
    }

    /** Stores cursors and closes the files. */
    public void close() throws IOException {
        mark.close();
        try {
            cursors.flush();
        } finally {
            closeWriter();
        }
    }

    private void closeWriter() throws IOException {
        JournalWriter out = writer;
        if (out != null) {
            try {
                out.force();
            } finally {
                out.close();
            }
        }
    }
}
