package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Direction of a sort ({@code query.md} 3.1). Thread-safe. */
public enum SortType implements WireName {
    /** Wire value {@code ascending}. */
    ASCENDING("ascending"),
    /** Wire value {@code descending}. */
    DESCENDING("descending");

    private static final Map<String, SortType> BY_WIRE = new HashMap<>();

    static {
        for (SortType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    SortType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<SortType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
