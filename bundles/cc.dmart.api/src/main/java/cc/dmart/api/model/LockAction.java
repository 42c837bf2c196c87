package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What happened to an entry lock ({@code storage.md} 2.9). Thread-safe. */
public enum LockAction implements WireName {
    /** Wire value {@code fetch}. */
    FETCH("fetch"),
    /** Wire value {@code lock}. */
    LOCK("lock"),
    /** Wire value {@code extend}. */
    EXTEND("extend"),
    /** Wire value {@code unlock}. */
    UNLOCK("unlock"),
    /** Wire value {@code cancel}. */
    CANCEL("cancel");

    private static final Map<String, LockAction> BY_WIRE = new HashMap<>();

    static {
        for (LockAction value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    LockAction(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<LockAction> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
