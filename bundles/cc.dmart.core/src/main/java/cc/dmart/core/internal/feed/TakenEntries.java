package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Entries whose documents somebody makes just now. All entries of a change are taken at once, so that two changes never wait for each
 * other; by name, since of a few locks that all share a large change would take every one. Changes that share entries take them in
 * the order in which they came: otherwise small ones that take turns would keep a large one out for good. Not reentrant. Thread-safe,
 * guarded by {@code lock}.
 */
final class TakenEntries {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Locator> taken = new HashSet<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    /** A change that waits; it holds nothing meanwhile. */
    private final class Waiter {
        private final Set<Locator> entries;
        private final Condition given = lock.newCondition();
        private boolean has;

        Waiter(Set<Locator> entries) {
            this.entries = entries;
        }
    }

    /** Runs work while nobody else does any for one of the entries. */
    void with(Set<Locator> entries, Runnable work) {
        Set<Locator> own = Set.copyOf(entries);
        take(own);
        try {
            work.run();
        } finally {
            give(own);
        }
    }

    private void take(Set<Locator> entries) {
        lock.lock();
        try {
            if (isFree(entries)) {
                taken.addAll(entries);
                return;
            }
            Waiter own = new Waiter(entries);
            waiting.addLast(own);
            while (!own.has) {
                own.given.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody has one of the entries or came earlier for it. */
    private boolean isFree(Set<Locator> entries) {
        if (!Collections.disjoint(taken, entries)) {
            return false;
        }
        for (Waiter earlier : waiting) {
            if (!Collections.disjoint(earlier.entries, entries)) {
                return false;
            }
        }
        return true;
    }

    private void give(Set<Locator> entries) {
        lock.lock();
        try {
            entries.forEach(taken::remove);
            if (!waiting.isEmpty()) {
                handOn();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives those who wait, in their order, what is neither taken nor wanted by an earlier one. */
    private void handOn() {
        Set<Locator> wanted = new HashSet<>();
        for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
            Waiter next = all.next();
            if (Collections.disjoint(taken, next.entries) && Collections.disjoint(wanted, next.entries)) {
                taken.addAll(next.entries);
                next.has = true;
                next.given.signal();
                all.remove();
            } else {
                wanted.addAll(next.entries);
            }
        }
    }
}
