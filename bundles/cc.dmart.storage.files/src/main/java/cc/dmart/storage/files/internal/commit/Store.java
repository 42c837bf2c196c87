package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.storage.files.internal.apply.Applier;
import cc.dmart.storage.files.internal.apply.Staging;
import cc.dmart.storage.files.internal.apply.TouchedFiles;
import cc.dmart.storage.files.internal.archive.Archives;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import cc.dmart.storage.files.internal.journal.Checkpointer;
import cc.dmart.storage.files.internal.journal.FileJournal;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.EntryFinder;
import cc.dmart.storage.files.internal.read.Listings;
import cc.dmart.storage.files.internal.read.LogReader;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import cc.dmart.storage.files.internal.read.TreeScan;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open spaces folder: what reads it and what changes it, wired. Opening redoes what the journal is ahead. Thread-safe. */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final Disk disk;
    private final StoreSettings settings;
    private final Claims claims;
    private final FileJournal journal;
    private final Checkpointer checkpoints;
    private final Committer committer;
    private final Applier applier;
    private final EntryFinder finder;
    private final Listings listings;
    private final LogReader logs;
    private final PayloadFiles payloads;
    private final Staging staging;
    private final TreeScan scan;
    private final Archives archives;
    private final StorageThreads threads;
    private long redone;

    /** The folder of the spaces. */
    public Path folder() {
        return claims.spaces();
    }

    private Store(Disk disk, StoreSettings settings, StorageThreads threads, Claims claims) throws IOException {
        this.disk = disk;
        this.settings = settings;
        this.claims = claims;
        this.threads = threads;
        Layout layout = new Layout(claims.spaces());
        Directories directories = new Directories(disk, layout.root());
        journal = new FileJournal(disk, claims.journal(), settings.journal(), threads);
        applier = new Applier(
                disk, layout, directories, settings.journal().checkpointBytes() * 4, settings.activityBytes());
        checkpoints = new Checkpointer(
                disk, layout.root(), claims.journal(), journal, settings.journal(), new TouchedFiles(layout));
        finder = new EntryFinder(disk, layout, directories, settings.zone(), settings.cacheBytes());
        listings = new Listings(disk, layout, finder, settings.zone());
        logs = new LogReader(disk, layout, settings.zone());
        payloads = new PayloadFiles(disk, layout, directories);
        staging = new Staging(disk, layout, directories);
        scan = new TreeScan(disk, layout, directories, settings.zone());
        archives = new Archives(layout, payloads, settings.zone());
        committer = new Committer(
                new Committer.Parts(journal, applier, finder, threads, new Room(disk, claims.spaces())),
                new Preparer(disk, layout, directories, staging),
                checkpoints,
                settings.journal().checkpointBytes());
    }

    /**
     * Opens a folder: claims it, redoes, sweeps.
     *
     * @param threads closed with the store, or when it cannot be opened
     * @throws UnusableFolderException if it is in use, the journal is damaged or a change in it cannot be redone: whatever is the
     *     reason, to try again at once would not help
     */
    public static Store open(Disk disk, StoreSettings settings, StorageThreads threads) throws UnusableFolderException {
        Claims claims = null;
        Store store = null;
        boolean open = false;
        try {
            claims = Claims.claim(disk, settings);
            store = new Store(disk, settings, threads, claims);
            store.recover();
            threads.every(
                    store.committer::checkpoint,
                    Duration.ofSeconds(settings.journal().checkpointSeconds()));
            open = true;
            return store;
        } catch (IOException | RuntimeException e) {
            throw OpeningFailure.of(settings, "data", "the store cannot be opened", e);
        } finally {
            if (!open) {
                giveBack(threads, store, claims);
            }
        }
    }

    private static void giveBack(StorageThreads threads, @Nullable Store store, @Nullable Claims claims) {
        threads.close();
        if (store != null) {
            try {
                store.journal.close();
            } catch (IOException e) {
                LOG.debug("a journal that could not be opened cannot be closed", e);
            }
            store.applier.close();
        }
        if (claims != null) {
            claims.release();
        }
    }

    private void recover() throws IOException {
        long start = System.nanoTime();
        if (claims.isReplaced()) {
            LOG.warn(
                    "The spaces folder {} was put there since this server left another one, as from a copy; the index is built"
                            + " anew of it",
                    claims.spaces());
        }
        checkpoints.recover(this::redo);
        applier.redoEnded();
        if (redone > 0) {
            checkpoints.run();
            LOG.info("Redid {} changes of the journal in {} ms", redone, (System.nanoTime() - start) / 1_000_000);
        }
        List<SpaceName> spaces = listings.spaces();
        spaces.forEach(this::sweep);
        archives.sweep();
        claims.opened();
        LOG.info("Storage is open: {} spaces in {}", spaces.size(), claims.spaces());
    }

    private void redo(long seq, long at, int done, byte[] record) throws IOException {
        StoredChange change;
        try {
            change = StoredChange.decode(record);
        } catch (RuntimeException e) {
            throw new UnusableFolderException(
                    "data", "change " + seq + " in the journal cannot be read: " + e.getMessage(), e);
        }
        try {
            applier.redo(seq, at, change, done, checkpoints::redoBarrier);
        } catch (IOException | RuntimeException e) {
            throw OpeningFailure.of(
                    settings,
                    "spaces",
                    "change " + seq + " in the journal cannot be brought into the files until this is mended",
                    e);
        }
        redone++;
    }

    /** What stays there is in nobody's way. */
    private void sweep(SpaceName space) {
        try {
            staging.sweep(space);
        } catch (IOException e) {
            LOG.warn("What uploads left in the space {} cannot be removed: {}", space, Reasons.withFile(e));
        }
    }

    /** Makes a change durable and applies it. @return its number */
    public long commit(Change change) {
        return commit(change, seq -> {});
    }

    /** The same, telling when a change that could not be applied at once is in the files. */
    public long commit(Change change, LongConsumer late) {
        if (change.ops().stream().noneMatch(Store::touchesSpaces)) {
            return committer.commit(change, late);
        }
        try {
            return committer.commit(change, seq -> {
                listings.forgetSpaces();
                late.accept(seq);
            });
        } finally {
            listings.forgetSpaces();
        }
    }

    private static boolean touchesSpaces(ChangeOp op) {
        Locator at = op instanceof ChangeOp.PutEntry put
                ? put.at()
                : op instanceof ChangeOp.RemoveEntry remove
                        ? remove.at()
                        : op instanceof ChangeOp.MoveEntry move ? move.to() : null;
        return at != null && at.type() == ResourceType.SPACE;
    }

    /** Finds entries. */
    public EntryFinder finder() {
        return finder;
    }

    /** Answers what needs small listings. */
    public Listings listings() {
        return listings;
    }

    /** Reads logs. */
    public LogReader logs() {
        return logs;
    }

    /** Opens payloads. */
    public PayloadFiles payloads() {
        return payloads;
    }

    /** Takes uploads in. */
    public Staging staging() {
        return staging;
    }

    /** Removes a staged file, unless a durable change still has to put it in its place. */
    public void discard(String token) {
        if (!committer.needs(token)) {
            staging.discard(token);
        }
    }

    /** Walks trees. */
    public TreeScan scan() {
        return scan;
    }

    /** Packs archives and takes them in. */
    public Archives archives() {
        return archives;
    }

    /** The journal. */
    public FileJournal journal() {
        return journal;
    }

    /** Number of changes that opening redid. */
    public long redone() {
        return redone;
    }

    /** Whether the spaces folder is another one than that which was closed last with this journal. */
    public boolean wasReplaced() {
        return claims.isReplaced();
    }

    /** Figures for operators, by name. */
    public Map<String, Double> figures() {
        Map<String, Double> out = new TreeMap<>();
        finder.figures(out);
        out.put("journal_forces_total", (double) journal.forces());
        out.put("journal_segments", (double) journal.segmentCount());
        out.put("spaces_free_bytes", (double) disk.free(claims.spaces()));
        out.put("journal_free_bytes", (double) disk.free(claims.journal()));
        return out;
    }

    /** Whether a durable change could not be applied yet, so that writes are refused. */
    public boolean isReadOnly() {
        return committer.isReadOnly();
    }

    /** Whether the journal cannot be written any more. */
    public boolean isBroken() {
        return journal.isBroken();
    }

    /** Makes all durable and gives the folder back. The caller has stopped writers and closes the threads before. */
    @Override
    public void close() throws IOException {
        committer.close();
        threads.close();
        boolean inOrder = false;
        try {
            committer.checkpoint();
            journal.close();
            inOrder = true;
        } finally {
            applier.close();
            if (inOrder) {
                claims.leave();
            } else {
                claims.release();
            }
        }
    }
}
