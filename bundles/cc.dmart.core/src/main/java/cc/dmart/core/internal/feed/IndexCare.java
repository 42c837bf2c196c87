package cc.dmart.core.internal.feed;

import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.ReindexProgress;
import java.util.Optional;

/** Runs over the whole index, one at a time. Thread-safe. */
public interface IndexCare {
    /**
     * Begins a run and returns at once.
     *
     * @param space       only this one; empty = all
     * @param changedOnly whether documents that are as the files say stay untouched
     * @return false if another one goes on
     */
    boolean begin(Optional<SpaceName> space, boolean changedOnly);

    /** Number of the newest change that is in the index with all before it. */
    long reached();

    /** How far the run is, or how the last one ended. */
    ReindexProgress progress();
}
