package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Phase in which a hook runs ({@code storage.md} 2.9). Thread-safe. */
public enum ListenTime implements WireName {
    /** Wire value {@code before}. */
    BEFORE("before"),
    /** Wire value {@code after}. */
    AFTER("after");

    private static final Map<String, ListenTime> BY_WIRE = new HashMap<>();

    static {
        for (ListenTime value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ListenTime(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ListenTime> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
