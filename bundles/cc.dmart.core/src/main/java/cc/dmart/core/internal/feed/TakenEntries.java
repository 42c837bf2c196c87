package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Entries whose documents somebody makes just now. All entries of a change are taken at once, so that two changes never wait for each
 * other; by name, since of a few locks that all share a large change would take every one. Changes that share entries take them in
 * the order in which they came: otherwise small ones that take turns would keep a large one out for good. To end a change takes no
 * memory: without any, those that wait for it would wait for good. Not reentrant. Thread-safe, guarded by its monitor.
 */
final class TakenEntries {
    private @Nullable Change last;

    /** A change that has its entries or waits for them; linked in the order in which they came. */
    private static final class Change {
        private final Thread thread = Thread.currentThread();
        private final Set<Locator> entries;
        private final Locator[] each;
        private volatile boolean has;
        private @Nullable Change earlier;
        private @Nullable Change later;

        Change(Set<Locator> entries) {
            this.entries = Set.copyOf(entries);
            this.each = this.entries.toArray(new Locator[0]);
        }

        private boolean shares(Change other) {
            return each.length <= other.each.length ? isAnyIn(other) : other.isAnyIn(this);
        }

        private boolean isAnyIn(Change other) {
            for (Locator one : each) {
                if (other.entries.contains(one)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether nobody who came earlier has one of the entries or waits for it. */
        private boolean isFree() {
            for (Change other = earlier; other != null; other = other.earlier) {
                if (shares(other)) {
                    return false;
                }
            }
            return true;
        }

        private void awaitTurn() {
            boolean interrupted = false;
            while (!has) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /** Runs work while nobody else does any for one of the entries. */
    void with(Set<Locator> entries, Runnable work) {
        Change own = new Change(entries);
        add(own);
        try {
            own.awaitTurn();
            work.run();
        } finally {
            give(own);
        }
    }

    private synchronized void add(Change own) {
        Change before = last;
        if (before != null) {
            before.later = own;
        }
        own.earlier = before;
        last = own;
        own.has = own.isFree();
    }

    private synchronized void give(Change own) {
        Change before = own.earlier;
        Change after = own.later;
        if (before != null) {
            before.later = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.earlier = before;
        }
        for (Change next = after; next != null; next = next.later) {
            if (!next.has && next.shares(own) && next.isFree()) {
                next.has = true;
                LockSupport.unpark(next.thread);
            }
        }
    }
}
