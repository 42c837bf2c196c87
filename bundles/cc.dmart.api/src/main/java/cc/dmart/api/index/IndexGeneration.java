package cc.dmart.api.index;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An index in the making beside the one in use ({@code query.md} 6.6). While it is open, {@link EntryIndex#apply} goes to the
 * generation in use only; the caller replays what happened meanwhile with {@link #apply}. Thread-safe.
 */
@ProviderType
public interface IndexGeneration extends AutoCloseable {
    /** Adds documents that are not there yet, from several threads. */
    void add(List<IndexDocument> documents);

    /** Takes in a change that happened after the rebuild began. */
    void apply(IndexBatch batch);

    /**
     * Makes it durable and puts it in the place of the one in use, which is dropped. Batches applied to the old one with a
     * number above {@code seq} must be applied again by the caller.
     *
     * @param seq every change up to this one is in it
     */
    void publish(long seq);

    /** Throws it away unless it was published. */
    @Override
    void close();
}
