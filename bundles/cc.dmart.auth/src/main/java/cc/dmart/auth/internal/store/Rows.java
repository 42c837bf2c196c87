package cc.dmart.auth.internal.store;

import cc.dmart.api.model.JsonObject;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Short-lived rows under text keys ({@code security.md} 2.4): one-time codes, invitations, short links, failure counters, names
 * of deleted accounts. A row that is past its time is not there. Every change of a row is one atomic step. Thread-safe.
 */
public interface Rows {
    /**
     * A row.
     *
     * @param data      its content
     * @param expiresAt when it ends, milliseconds since the epoch
     */
    record Row(JsonObject data, long expiresAt) {}

    /** The row of a key. */
    Optional<Row> find(String key);

    /**
     * Replaces a row by what the function makes of it; empty removes it. The function runs under a lock and must be quick.
     *
     * @param forced whether the disk has it on return, whatever happens to the machine
     * @return the row before
     */
    Optional<Row> change(String key, boolean forced, UnaryOperator<Optional<Row>> change);

    /** Puts a row in the place of any other. */
    default void put(String key, JsonObject data, long expiresAt) {
        change(key, false, before -> Optional.of(new Row(data, expiresAt)));
    }

    /** Removes a row and returns it: of any number of callers at the same time one gets it. */
    default Optional<Row> take(String key) {
        return change(key, true, before -> Optional.empty());
    }

    /** Whether the last write reached the disk. */
    boolean isHealthy();
}
