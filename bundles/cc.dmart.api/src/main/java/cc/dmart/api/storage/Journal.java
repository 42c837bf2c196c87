package cc.dmart.api.storage;

import java.util.Map;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The change journal for readers: every committed change in the order of its sequence number, each reader with its own
 * durable cursor ({@code design.md} 1, {@code plugins-events.md} 2.4). Thread-safe.
 */
@ProviderType
public interface Journal {
    /** Number of the newest change that is durable and applied, with all before it; 0 if there was none ever. */
    long lastSeq();

    /** Number of the oldest change that can still be read. */
    long firstSeq();

    /**
     * A reader that starts behind a number and follows the journal. Only applied changes are given, in order, without gaps.
     *
     * @param afterSeq start behind this; numbers before {@link #firstSeq} start there
     */
    JournalReader read(long afterSeq);

    /** The stored position of a named reader; empty if it has none. */
    OptionalLong cursor(String name);

    /**
     * Stores a position, durable within 200 ms and at stop, and on return if the reader had none: where it began must not move
     * with a crash. Records behind the lowest cursor are kept.
     */
    void advance(String name, long seq);

    /** The stored positions of all named readers. */
    Map<String, Long> cursors();

    /** Forgets a named reader. */
    void forget(String name);
}
