package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The locks of changes ({@code storage.md} 8.2): one per entry, one per subtree, one per folder with unique fields. A change
 * claims all it needs at once, in the order of arrival, so that there is neither deadlock nor starvation: a claim on a tree
 * excludes every claim below it. The number of claims is the number of changes under way, so they are kept in a plain list.
 *
 * <p>Versions count the changes under a claim. A change that read its snapshot behind version v and finds version v again
 * under the lock knows that nobody changed the entry in between, without reading it again.
 *
 * <p>Thread-safe. {@code claims} is guarded by {@code mutex}.
 */
final class EntryLocks {
    private static final int COUNTERS = 4096;
    private static final int FEW = 8;
    private static final int TREES = COUNTERS;

    private final ReentrantLock mutex = new ReentrantLock();
    private final List<Held> claims = new ArrayList<>();
    private final AtomicLongArray versions = new AtomicLongArray(COUNTERS + 1);

    /** Version of what is claimed; equal later only if nothing of it was changed. */
    long version(List<Claim> wanted) {
        long sum = versions.get(TREES);
        for (Claim claim : wanted) {
            sum += versions.get(slot(claim));
        }
        return sum;
    }

    /**
     * Locks everything, waiting as long as the request may take.
     *
     * @throws DmartException.Unavailable {@code E(504,general,504)} if the time is over before it is this one's turn,
     *     {@code E(503,general,503)} if it would wait for what a request has left behind
     */
    Held acquire(List<Claim> wanted) {
        Held held = new Held(wanted);
        mutex.lock();
        try {
            claims.add(held);
            held.granted = isFree(held, claims.size() - 1);
            if (!held.granted && !await(held)) {
                boolean refused = isRefused(held);
                release(held);
                throw refused
                        ? DmartException.Unavailable.now("an earlier change of it cannot be applied yet", null)
                        : DmartException.Unavailable.late();
            }
        } finally {
            mutex.unlock();
        }
        return held;
    }

    /** Waits for its turn; false if there is no time left or it is refused. An interrupt is kept for later. */
    private boolean await(Held held) {
        boolean interrupted = false;
        long left = Deadline.leftNanos();
        while (!held.granted && left > 0 && !isRefused(held)) {
            try {
                left = held.turn.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
                left = Deadline.leftNanos();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return held.granted;
    }

    /** Whether it waits for what nobody can say the end of. */
    private boolean isRefused(Held held) {
        for (int i = 0; claims.get(i) != held; i++) {
            if (claims.get(i).isLeft && !claims.get(i).resumed && held.conflicts(claims.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean isFree(Held held, int before) {
        for (int i = 0; i < before; i++) {
            if (held.conflicts(claims.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void release(Held held) {
        mutex.lock();
        try {
            claims.remove(held);
            for (int i = 0; i < claims.size(); i++) {
                Held waiting = claims.get(i);
                if (!waiting.granted && isFree(waiting, i)) {
                    waiting.granted = true;
                    waiting.turn.signal();
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    private static int slot(Claim claim) {
        int hash = claim.key().hashCode();
        return (hash ^ (hash >>> 15)) & (COUNTERS - 1);
    }

    /**
     * What one change holds. For its thread only, but that what it leaves behind is ended by another one; {@code granted},
     * {@code isLeft} and {@code resumed} are guarded by {@code mutex}.
     */
    final class Held implements AutoCloseable {
        private final List<Claim> wanted;
        /** The same, if they are many. */
        private final Set<Claim> known;

        /** Whether two of these exclude each other just when they are equal. */
        private final boolean isPlain;

        private final Condition turn = mutex.newCondition();
        private boolean granted;
        private boolean isLeft;
        private boolean resumed;

        private Held(List<Claim> wanted) {
            this.wanted = List.copyOf(wanted);
            known = wanted.size() > FEW ? Set.copyOf(wanted) : Set.of();
            isPlain = wanted.stream().noneMatch(c -> c.tree() || c.shared());
        }

        private boolean has(Claim claim) {
            return known.isEmpty() ? wanted.contains(claim) : known.contains(claim);
        }

        private boolean conflicts(Held other) {
            if (isPlain && other.isPlain) {
                return wanted.size() < other.wanted.size()
                        ? wanted.stream().anyMatch(other::has)
                        : other.wanted.stream().anyMatch(this::has);
            }
            for (Claim mine : wanted) {
                for (Claim theirs : other.wanted) {
                    if (mine.conflicts(theirs)) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Whether all of this is locked. */
        boolean holds(List<Claim> other) {
            return other.stream().allMatch(this::has);
        }

        /** Counts a change; to be called before {@link #close} or {@link #end}, whether it went well or not. */
        void changed() {
            for (Claim claim : wanted) {
                if (claim.shared()) {
                    continue;
                }
                versions.incrementAndGet(slot(claim));
                if (claim.tree()) {
                    versions.incrementAndGet(TREES);
                }
            }
        }

        /**
         * Leaves it locked until {@link #end}, though the one who asked for the change is answered: it is durable and not in the
         * files. Who waits for any of it, or comes for it, is refused, as nobody knows how long it takes.
         */
        void leave() {
            mutex.lock();
            try {
                isLeft = true;
                claims.forEach(other -> other.turn.signal());
            } finally {
                mutex.unlock();
            }
        }

        /** The change that was left is in the files: who comes now waits as for any other. May come before {@link #leave}. */
        void resume() {
            mutex.lock();
            try {
                resumed = true;
            } finally {
                mutex.unlock();
            }
        }

        /** Unlocks what was left. */
        void end() {
            release(this);
        }

        /** Whether it was left. */
        boolean isLeft() {
            mutex.lock();
            try {
                return isLeft;
            } finally {
                mutex.unlock();
            }
        }

        @Override
        public void close() {
            if (!isLeft()) {
                release(this);
            }
        }
    }
}
