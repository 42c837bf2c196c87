package cc.dmart.storage.files.internal.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Of the faults that several threads find in a row of things the one that comes first in the row, so that the same is told every
 * time. What lies behind a known one need not be looked at. Thread-safe, guarded by its monitor.
 */
final class FirstFault {
    private volatile int first = Integer.MAX_VALUE;
    private @Nullable IOException failure;
    private @Nullable RuntimeException refusal;

    /** The thing at a place could not be read. */
    synchronized void put(int place, IOException fault) {
        if (place < first) {
            first = place;
            failure = fault;
            refusal = null;
        }
    }

    /** The thing at a place is refused. */
    synchronized void put(int place, RuntimeException fault) {
        if (place < first) {
            first = place;
            failure = null;
            refusal = fault;
        }
    }

    /** Whether a fault that lies before this place is known. */
    boolean isBehind(int place) {
        return place > first;
    }

    /** Throws the first fault; does nothing without one. */
    synchronized void raise() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (refusal != null) {
            throw refusal;
        }
    }
}
