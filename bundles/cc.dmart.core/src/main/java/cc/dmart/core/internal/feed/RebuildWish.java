package cc.dmart.core.internal.feed;

import cc.dmart.api.storage.Journal;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a rebuild of the index is wanted and when it is due: one that failed is tried again, less and less often. What is wanted
 * may be the rest of a build that was begun for it, or a new one, since documents have to be others than when the last one began.
 * The journal keeps a wish of the latter kind until its build has begun, for the next start to know. Thread-safe, guarded by its
 * monitor.
 */
final class RebuildWish {
    private static final Logger LOG = LoggerFactory.getLogger(RebuildWish.class);
    private static final String CURSOR = "index-wanted";

    private enum Wanted {
        NOTHING,
        REST,
        ANEW
    }

    private final Journal journal;
    private final GrowingPause pause;
    private Wanted wanted;
    private boolean beginning;
    private boolean resumed;

    /**
     * What an earlier run wished.
     *
     * @param nanos a clock as {@link System#nanoTime()}
     */
    RebuildWish(Journal journal, LongSupplier nanos) {
        this.journal = journal;
        pause = new GrowingPause(nanos);
        wanted = journal.cursor(CURSOR).isPresent() ? Wanted.ANEW : Wanted.NOTHING;
    }

    /** Wishes a build that begins after this. */
    synchronized void anew() {
        boolean known = wanted == Wanted.ANEW;
        wanted = Wanted.ANEW;
        if (!known) {
            keep();
        }
    }

    private void keep() {
        try {
            journal.advance(CURSOR, journal.lastSeq());
        } catch (RuntimeException e) { // it counts all the same, as long as the server runs
            LOG.warn("The wish for a new index could not be kept", e);
        }
    }

    /** Wishes an index: what is left of a build, if there is anything. */
    synchronized void rest() {
        if (wanted == Wanted.NOTHING) {
            wanted = Wanted.REST;
        }
    }

    synchronized boolean isWanted() {
        return wanted != Wanted.NOTHING;
    }

    /** Whether a build is wanted and no pause goes on. */
    synchronized boolean isDue() {
        return isWanted() && pause.isOver();
    }

    /** A build is about to begin; what is wished from now on wants another one. @return whether it must be a new one */
    synchronized boolean begins() {
        beginning = wanted == Wanted.ANEW;
        wanted = Wanted.REST;
        resumed = false;
        return beginning;
    }

    /**
     * There is something to go on with now.
     *
     * @param left whether it was there before
     */
    synchronized void begun(boolean left) {
        beginning = false;
        resumed = left;
        if (wanted != Wanted.ANEW) {
            journal.forget(CURSOR);
        }
    }

    /** The build is in use. */
    synchronized void fulfilled() {
        wanted = wanted == Wanted.ANEW ? Wanted.ANEW : Wanted.NOTHING;
        pause.reset();
    }

    /** The build was interrupted. @return seconds until the next try */
    synchronized long interrupted() {
        wanted = beginning ? Wanted.ANEW : wanted;
        return pause.begin();
    }

    /** The build failed. One that fails a second time is not gone on with: what there is of it may be the cause. @return as above */
    synchronized long failed() {
        wanted = resumed ? Wanted.ANEW : wanted;
        return interrupted();
    }
}
