package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Kind of a plugin ({@code storage.md} 2.9). Thread-safe. */
public enum PluginType implements WireName {
    /** Wire value {@code hook}. */
    HOOK("hook"),
    /** Wire value {@code api}. */
    API("api");

    private static final Map<String, PluginType> BY_WIRE = new HashMap<>();

    static {
        for (PluginType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    PluginType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<PluginType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
