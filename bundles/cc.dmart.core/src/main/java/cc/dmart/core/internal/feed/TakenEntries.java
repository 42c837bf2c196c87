package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Entries whose documents somebody makes just now. All entries of a change are taken at once, so that two changes never wait for each
 * other; by name, since of a few locks that all share a large change would take every one. Not reentrant. Thread-safe, guarded by
 * {@code lock}.
 */
final class TakenEntries {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Set<Locator> taken = new HashSet<>();

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
            while (!Collections.disjoint(taken, entries)) {
                given.awaitUninterruptibly();
            }
            taken.addAll(entries);
        } finally {
            lock.unlock();
        }
    }

    private void give(Set<Locator> entries) {
        lock.lock();
        try {
            entries.forEach(taken::remove);
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
