package cc.dmart.api.index;

import cc.dmart.api.model.Locator;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An index in the making beside the one in use ({@code query.md} 6.6). While it is open, {@link EntryIndex#apply} goes to the
 * generation in use only; the caller replays what happened meanwhile with {@link #apply}. Thread-safe.
 */
@ProviderType
public interface IndexGeneration extends AutoCloseable {
    /** The number it was begun with: changes behind it must be applied before it is published. */
    long begun();

    /**
     * Whether the document of an address was in it when it was resumed; then all that stood before it in the list in which it was
     * added is there too. False in a new one.
     */
    boolean has(Locator at);

    /** Adds documents that are not there yet, from several threads. */
    void add(List<IndexDocument> documents);

    /** Makes durable what was added, so that a crash leaves at least that to go on with. */
    void checkpoint();

    /** Takes in a change that happened after the rebuild began. */
    void apply(IndexBatch batch);

    /**
     * Makes it durable and puts it in the place of the one in use, which is dropped. Batches applied to the old one with a
     * number above {@code seq} must be applied again by the caller.
     *
     * @param seq every change up to this one is in it
     */
    void publish(long seq);

    /** Leaves it unfinished, to be resumed, unless it was published; throws it away if it is damaged. */
    @Override
    void close();
}
