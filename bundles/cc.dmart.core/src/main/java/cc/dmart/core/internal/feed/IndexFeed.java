package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.Change;

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
     * Tells that a hit of a search is not in the store any more, as happens when files are removed behind the server's back.
     * Its document is taken out soon; does nothing if the entry is there after all. Never throws.
     */
    void missing(Locator hit);
}
