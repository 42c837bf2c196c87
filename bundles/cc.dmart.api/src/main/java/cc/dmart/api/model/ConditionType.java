package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Condition of a permission ({@code storage.md} 2.9). Thread-safe. */
public enum ConditionType implements WireName {
    /** Wire value {@code is_active}. */
    IS_ACTIVE("is_active"),
    /** Wire value {@code own}. */
    OWN("own");

    private static final Map<String, ConditionType> BY_WIRE = new HashMap<>();

    static {
        for (ConditionType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ConditionType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ConditionType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
