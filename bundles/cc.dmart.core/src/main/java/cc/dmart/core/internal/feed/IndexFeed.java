package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.Change;
import java.util.function.ObjLongConsumer;

/**
 * Keeps the index in step with the journal: live, at start from the watermark, and in a rebuild. Thread-safe.
 */
public interface IndexFeed {
    /**
     * Takes in a committed change; called by the pipeline for every commit, under the locks of the entries it names, before
     * the reply. Never throws: an index that fails is caught up from the journal.
     */
    void applied(long seq, Change change);

    /**
     * Names who is told of changes, each with its number, that came to the index from the journal and not by {@link #applied}:
     * those that the store could only bring into the files after the pipeline had given up.
     */
    default void caughtUp(ObjLongConsumer<Change> told) {}

    /**
     * Tells that a hit of a search is not in the store any more, as happens when files are removed behind the server's back.
     * Its document is taken out soon; does nothing if the entry is there after all. Never throws.
     */
    void missing(Locator hit);
}
