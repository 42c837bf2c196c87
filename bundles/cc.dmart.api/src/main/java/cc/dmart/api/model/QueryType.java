package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a query asks for ({@code query.md} 1.2). Thread-safe. */
public enum QueryType implements WireName {
    /** Wire value {@code search}. */
    SEARCH("search"),
    /** Wire value {@code subpath}. */
    SUBPATH("subpath"),
    /** Wire value {@code events}. */
    EVENTS("events"),
    /** Wire value {@code history}. */
    HISTORY("history"),
    /** Wire value {@code tags}. */
    TAGS("tags"),
    /** Wire value {@code random}. */
    RANDOM("random"),
    /** Wire value {@code spaces}. */
    SPACES("spaces"),
    /** Wire value {@code counters}. */
    COUNTERS("counters"),
    /** Wire value {@code reports}. */
    REPORTS("reports"),
    /** Wire value {@code aggregation}. */
    AGGREGATION("aggregation"),
    /** Wire value {@code attachments}. */
    ATTACHMENTS("attachments"),
    /** Wire value {@code attachments_aggregation}. */
    ATTACHMENTS_AGGREGATION("attachments_aggregation");

    private static final Map<String, QueryType> BY_WIRE = new HashMap<>();

    static {
        for (QueryType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    QueryType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<QueryType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
