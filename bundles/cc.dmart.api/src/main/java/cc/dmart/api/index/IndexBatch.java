package cc.dmart.api.index;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.List;

/**
 * What one journalled change means for the index. Applying it twice is the same as once. Deletions come before puts.
 * Thread-safe.
 *
 * @param seq     journal sequence number; 0 for a part of a larger change or a repair, which does not count
 * @param deletes single documents
 * @param trees   folders whose documents go, with everything below; the root stands for the whole space
 * @param puts    new or replaced documents
 */
public record IndexBatch(long seq, List<Locator> deletes, List<Tree> trees, List<IndexDocument> puts) {
    /** A subtree: all documents whose subpath is this one or below, entries and attachments. */
    public record Tree(SpaceName space, Subpath under) {}

    /** A batch with copies of the lists. */
    public IndexBatch {
        deletes = List.copyOf(deletes);
        trees = List.copyOf(trees);
        puts = List.copyOf(puts);
    }

    /** A change without effect on the index, which still moves the watermark. */
    public static IndexBatch nothing(long seq) {
        return new IndexBatch(seq, List.of(), List.of(), List.of());
    }
}
