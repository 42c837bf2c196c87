package cc.dmart.storage.files.internal.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent writers share one force: whoever comes first leads and writes the records of all who wait; before it wakes
 * them it appoints the next leader among those who came meanwhile, so that the disk never waits for a thread. To tell them how it
 * went takes no memory: without any, they would wait for good. Thread-safe, the queue is guarded by its monitor.
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
        Throwable failure;

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
            lead(mine);
        }
        Throwable failure = mine.failure;
        if (failure != null) {
            throw new IOException(
                    failure instanceof IOException ? failure.getMessage() : "writing the journal failed", failure);
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

    private void lead(Waiter mine) {
        List<Waiter> batch = List.of();
        @Nullable Throwable failure = null;
        JournalWriter.@Nullable Stamp stamp = null;
        try {
            batch = take();
            List<byte[]> records = new ArrayList<>(batch.size());
            batch.forEach(w -> records.add(w.record));
            stamp = writer.write(records);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        if (batch.isEmpty()) {
            leave(mine);
            mine.failure = failure;
        }
        handOver();
        for (int i = 0; i < batch.size(); i++) {
            end(batch.get(i), i, stamp, failure);
        }
    }

    private static void end(
            Waiter waiter, int place, JournalWriter.@Nullable Stamp stamp, @Nullable Throwable failure) {
        if (stamp != null) {
            waiter.seq = stamp.firstSeq() + place;
            waiter.at = stamp.at();
        }
        waiter.failure = failure;
        waiter.done = true;
        if (waiter.thread != Thread.currentThread()) {
            LockSupport.unpark(waiter.thread);
        }
    }

    private void leave(Waiter mine) {
        synchronized (queue) {
            queue.remove(mine);
        }
    }

    /** All or, without memory, none. */
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
