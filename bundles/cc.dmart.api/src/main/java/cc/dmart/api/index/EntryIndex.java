package cc.dmart.api.index;

import cc.dmart.api.model.DmartException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The derived search structure ({@code query.md} 6, 9). Everything in it can be rebuilt from the files. An index must pass
 * {@code EntryIndexContract}. Thread-safe.
 */
@ProviderType
public interface EntryIndex {

    /**
     * Takes in the effect of one change. Batches arrive concurrently and out of order, but those that name the same entry
     * arrive in order; each sequence number arrives once, those without effect as {@link IndexBatch#nothing}.
     *
     * @throws DmartException.Unavailable if the index cannot be written; the caller catches up from the journal later
     */
    void apply(IndexBatch batch);

    /**
     * Makes every batch whose {@link #apply} returned before this call visible to searches that begin afterwards.
     * Concurrent callers share one refresh; cheap when nothing was applied since the last one.
     */
    void await();

    /**
     * Runs a search; the access filter is part of it, so totals count visible entries only.
     *
     * @throws DmartException.Unavailable {@code E(503,general,503)} while it {@link #isUsable is not usable}: nothing is said
     *                                    rather than that something is not there; {@code E(504,general,504)} if the time of the
     *                                    request is over meanwhile
     */
    IndexPage search(IndexRequest request);

    /** The exact number of visible matches. @throws DmartException.Unavailable as {@link #search} */
    long count(IndexRequest request);

    /**
     * Hands over every visible match, in no order and without reading a stored entry: for groups, facets and samples.
     * Sort, page and total of the request do not count.
     *
     * @param columns canonical dotted paths whose values are wanted, none of them ending in {@code .*}
     * @throws DmartException.Unavailable as {@link #search}; what the visitor was handed is not all then
     */
    void visit(IndexRequest request, List<String> columns, RowVisitor visitor);

    /**
     * Hands over the hits of a search in order, all those of its offset and limit, for answers that are larger than a page: one
     * state of the index is looked at, whatever changes meanwhile, and only some hits are held at a time. The visitor may take as
     * long as it likes and may change the index. The total does not count.
     *
     * @throws E                          what the visitor throws, which ends the walk
     * @throws DmartException.Unavailable as {@link #search}; what the visitor was handed is not all then
     */
    <E extends Exception> void list(IndexRequest request, HitVisitor<E> visitor) throws E;

    /** All sequence numbers up to this one are durably in the index; a start continues behind it. 0 for an empty index. */
    long watermark();

    /**
     * Whether the content can be trusted. False from the start while the index is missing, and when it was found corrupt, until
     * a rebuild is published: then nothing is answered. Changes are taken in all the same.
     */
    boolean isUsable();

    /** Figures of its own for operators, as those of a store. Answers at once. */
    default Map<String, Double> figures() {
        return Map.of();
    }

    /** Makes everything applied so far durable and moves the watermark; an index also does so itself, at intervals. */
    void checkpoint();

    /**
     * Starts an empty generation beside the one in use; only one at a time. What an earlier one left unfinished is dropped.
     *
     * @param seq number of a change: those behind it must be applied to the generation before it is published
     */
    IndexGeneration begin(long seq);

    /** The generation that a stop, a crash or a failure left unfinished, to be gone on with; empty if there is none. */
    Optional<IndexGeneration> resume();
}
