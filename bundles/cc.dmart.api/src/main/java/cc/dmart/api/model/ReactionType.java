package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Kind of a reaction ({@code storage.md} 2.9). Thread-safe. */
public enum ReactionType implements WireName {
    /** Wire value {@code like}. */
    LIKE("like"),
    /** Wire value {@code dislike}. */
    DISLIKE("dislike"),
    /** Wire value {@code love}. */
    LOVE("love"),
    /** Wire value {@code care}. */
    CARE("care"),
    /** Wire value {@code laughing}. */
    LAUGHING("laughing"),
    /** Wire value {@code sad}. */
    SAD("sad");

    private static final Map<String, ReactionType> BY_WIRE = new HashMap<>();

    static {
        for (ReactionType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ReactionType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ReactionType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
