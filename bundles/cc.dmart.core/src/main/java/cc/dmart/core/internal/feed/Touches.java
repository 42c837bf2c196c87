package cc.dmart.core.internal.feed;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Documents that are made anew of what is stored at some moment, without the locks of their entries. A change that takes entries away
 * waits for those that were begun before it: what they read is in the index then, and can be taken out. Thread-safe.
 */
final class Touches {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** Makes documents anew. */
    void run(Runnable work) {
        lock.readLock().lock();
        try {
            work.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Returns when all that were begun before are made. */
    void await() {
        lock.writeLock().lock();
        try {
            return; // nobody is inside now
        } finally {
            lock.writeLock().unlock();
        }
    }
}
