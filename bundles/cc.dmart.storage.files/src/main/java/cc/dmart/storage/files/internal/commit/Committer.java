package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.Change;
import cc.dmart.storage.files.internal.apply.Applier;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.journal.Checkpointer;
import cc.dmart.storage.files.internal.journal.FileJournal;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The road of every change: prepared, journalled together with others, applied by the thread that commits. What is durable but
 * cannot be applied makes the store read-only until it can, now or at the next start. Thread-safe.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int ATTEMPTS = 3;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Preparer preparer;
    private final Room room;
    private final FileJournal journal;
    private final Applier applier;
    private final Applier.Watcher watcher;
    private final Checkpointer checkpoints;
    private final StorageThreads threads;
    private final long checkpointBytes;
    /** By number: a move waits for what was durable before it. */
    private final NavigableMap<Long, Stuck> stuck = new ConcurrentSkipListMap<>();

    private final AtomicLong written = new AtomicLong();
    private final AtomicBoolean checkpointDue = new AtomicBoolean();
    private volatile boolean closed;

    Committer(Parts parts, Preparer preparer, Checkpointer checkpoints, long checkpointBytes) {
        this.preparer = preparer;
        room = parts.room();
        this.checkpoints = checkpoints;
        this.checkpointBytes = checkpointBytes;
        journal = parts.journal();
        applier = parts.applier();
        watcher = parts.watcher();
        threads = parts.threads();
    }

    /** What it works with. */
    record Parts(FileJournal journal, Applier applier, Applier.Watcher watcher, StorageThreads threads, Room room) {}

    /** A durable change that could not be applied. */
    private record Stuck(Applier.Attempt attempt, LongConsumer late) {}

    /** @param late told when a change that could not be applied at once is in the files */
    long commit(Change change, LongConsumer late) {
        boolean interrupted = Thread.interrupted();
        try {
            return durably(change, late);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long durably(Change change, LongConsumer late) {
        requireWritable();
        StoredChange stored;
        long logs;
        try {
            logs = preparer.logs(change);
            stored = preparer.prepare(change);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the files cannot be read", e);
        }
        byte[] record = stored.encode();
        long taken;
        try {
            taken = room.take(stored, record.length, logs);
        } catch (DmartException e) {
            preparer.discard(stored.ops(), change);
            throw e;
        }
        long seq;
        try {
            seq = durably(change, stored, record, late);
        } finally {
            room.giveBack(taken);
        }
        if (written.addAndGet(record.length) > checkpointBytes && checkpointDue.compareAndSet(false, true)) {
            threads.later(this::checkpoint, Duration.ZERO);
        }
        return seq;
    }

    private long durably(Change change, StoredChange stored, byte[] record, LongConsumer late) {
        FileJournal.Appended appended;
        try {
            appended = journal.append(record);
        } catch (IOException e) {
            preparer.discard(stored.ops(), change);
            throw DmartException.Unavailable.now("the change could not be made durable", e);
        }
        apply(appended, stored, record.length, late);
        return appended.seq();
    }

    private void requireWritable() {
        if (closed) {
            throw DmartException.Unavailable.now("the store is closed", null);
        }
        if (!stuck.isEmpty()) {
            throw DmartException.Unavailable.now("the store is read-only: an earlier change cannot be applied", null);
        }
    }

    private void apply(FileJournal.Appended appended, StoredChange change, int size, LongConsumer late) {
        @Nullable Throwable last = null;
        Applier.Attempt attempt = new Applier.Attempt(appended, change);
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                applier.apply(attempt, checkpoints::barrier, watcher);
                journal.applied(appended, change, size);
                return;
            } catch (
                    Throwable e) { // what is durable must get into the files: later changes and checkpoints wait for it
                last = e;
            }
        }
        stuck.put(appended.seq(), new Stuck(attempt, late));
        threads.later(this::retry, RETRY);
        LOG.error(
                "Change {} is durable but cannot be applied; the store is read-only until it can, at the latest after a restart",
                appended.seq(),
                last);
        throw DmartException.Unavailable.notVisibleYet(last);
    }

    private void retry() {
        try {
            applyStuck();
        } finally {
            if (!stuck.isEmpty() && !closed) {
                threads.later(this::retry, RETRY);
            }
        }
    }

    private void applyStuck() {
        for (Iterator<Stuck> rest = stuck.values().iterator(); rest.hasNext() && !closed; ) {
            Stuck next = rest.next();
            long seq = next.attempt().appended().seq();
            try {
                applier.apply(next.attempt(), checkpoints::barrier, watcher);
                journal.applied(next.attempt().appended(), next.attempt().change(), Integer.MAX_VALUE);
            } catch (Throwable e) { // writing begins again only when this works
                LOG.debug("change {} still cannot be applied", seq, e);
                continue;
            }
            rest.remove();
            LOG.info("Change {} is applied now", seq);
            tell(next.late(), seq);
        }
    }

    private static void tell(LongConsumer late, long seq) {
        try {
            late.accept(seq);
        } catch (RuntimeException e) { // it is in the files all the same
            LOG.error("That change {} is applied now could not be told", seq, e);
        }
    }

    /** Makes applied files durable; failures are logged, the journal stays as long as need be. */
    void checkpoint() {
        checkpointDue.set(false);
        written.set(0);
        try {
            checkpoints.run();
        } catch (IOException e) {
            LOG.warn("Checkpoint failed; the journal grows until one works", e);
        }
    }

    /** Whether a change that is durable and not applied yet needs a staged file. */
    boolean needs(String token) {
        return stuck.values().stream()
                .flatMap(each -> each.attempt().change().ops().stream())
                .anyMatch(op -> op instanceof FileOp.Put put
                        && put.payload() instanceof PayloadPart.Staged staged
                        && staged.token().equals(token));
    }

    boolean isReadOnly() {
        return !stuck.isEmpty();
    }

    void close() {
        closed = true;
    }
}
