package cc.dmart.api.service;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One line of {@code /health/ready}. Registered by each part once it is wired; the parts {@code storage}, {@code index},
 * {@code auth} and {@code core} must be there and not down for the server to be ready. Thread-safe, answers at once.
 */
@ConsumerType
public interface HealthIndicator {
    /** State of a part. */
    enum State {
        /** Works. */
        OK,
        /** Works with less than it should, such as an index that is being rebuilt. */
        WARN,
        /** Does not work. */
        DOWN
    }

    /** Short lower-case name of the part. */
    String name();

    /** Its state now. */
    State state();

    /** What there is to know about it for operators alone, one line; empty if nothing. */
    default String detail() {
        return "";
    }
}
