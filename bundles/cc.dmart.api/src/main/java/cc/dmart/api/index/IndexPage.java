package cc.dmart.api.index;

import cc.dmart.api.model.Locator;
import java.util.List;

/**
 * A page of hits. Thread-safe.
 *
 * @param total exact number of visible matches; -1 if it was not asked for
 * @param hits  addresses in order
 */
public record IndexPage(long total, List<Locator> hits) {
    /** A page with a copy of the list. */
    public IndexPage {
        hits = List.copyOf(hits);
    }
}
