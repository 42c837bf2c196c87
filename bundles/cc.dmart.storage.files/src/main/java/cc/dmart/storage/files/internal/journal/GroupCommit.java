package cc.dmart.storage.files.internal.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent writers share one force: whoever comes first leads and writes the records of all who wait; before it wakes
 * them it appoints the next leader among those who came meanwhile, so that the disk never waits for a thread. Thread-safe,
 * the queue is guarded by its monitor.
 */
final class GroupCommit {
    private static final int LARGEST = 4 << 20;

    private final JournalWriter writer;
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
    private boolean leading;

    GroupCommit(JournalWriter writer) {
        this.writer = writer;
    }

    /** A record on its way. */
    private static final class Waiter {
        final byte[] record;
        final Thread thread = Thread.currentThread();
        volatile boolean leads;
        volatile boolean done;
        long seq;
        long at;

        @Nullable
        IOException failure;

        Waiter(byte[] record) {
            this.record = record;
        }
    }

    /** Appends a record and returns when it is durable. @throws IOException if it never happened */
    JournalWriter.Stamp append(byte[] record) throws IOException {
        Waiter mine = new Waiter(record);
        synchronized (queue) {
            queue.add(mine);
            if (!leading) {
                leading = true;
                mine.leads = true;
            }
        }
        await(mine);
        if (mine.leads) {
            lead();
        }
        IOException failure = mine.failure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return new JournalWriter.Stamp(mine.seq, mine.at);
    }

    private static void await(Waiter mine) {
        boolean interrupted = false;
        while (!mine.done && !mine.leads) {
            LockSupport.park(mine);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead() {
        List<Waiter> batch = take();
        @Nullable IOException failure = null;
        JournalWriter.Stamp stamp = new JournalWriter.Stamp(0, 0);
        try {
            List<byte[]> records = new ArrayList<>(batch.size());
            batch.forEach(w -> records.add(w.record));
            stamp = writer.write(records);
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new IOException("writing the journal failed", e);
        }
        handOver();
        for (int i = 0; i < batch.size(); i++) {
            Waiter waiter = batch.get(i);
            waiter.seq = stamp.firstSeq() + i;
            waiter.at = stamp.at();
            waiter.failure = failure;
            waiter.done = true;
            if (waiter.thread != Thread.currentThread()) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    private List<Waiter> take() {
        synchronized (queue) {
            List<Waiter> batch = new ArrayList<>(queue.size());
            long size = 0;
            while (!queue.isEmpty() && (size == 0 || size + queue.peek().record.length <= LARGEST)) {
                Waiter next = queue.remove();
                size += next.record.length;
                batch.add(next);
            }
            return batch;
        }
    }

    private void handOver() {
        Thread next;
        synchronized (queue) {
            Waiter head = queue.peek();
            if (head == null) {
                leading = false;
                return;
            }
            head.leads = true;
            next = head.thread;
        }
        LockSupport.unpark(next);
    }
}
