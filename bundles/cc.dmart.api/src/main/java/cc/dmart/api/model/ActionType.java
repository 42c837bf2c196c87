package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a permission allows and an event reports ({@code storage.md} 2.9). Thread-safe. */
public enum ActionType implements WireName {
    /** Wire value {@code query}. */
    QUERY("query"),
    /** Wire value {@code view}. */
    VIEW("view"),
    /** Wire value {@code update}. */
    UPDATE("update"),
    /** Wire value {@code create}. */
    CREATE("create"),
    /** Wire value {@code delete}. */
    DELETE("delete"),
    /** Wire value {@code attach}. */
    ATTACH("attach"),
    /** Wire value {@code assign}. */
    ASSIGN("assign"),
    /** Wire value {@code move}. */
    MOVE("move"),
    /** Wire value {@code progress_ticket}. */
    PROGRESS_TICKET("progress_ticket"),
    /** Wire value {@code lock}. */
    LOCK("lock"),
    /** Wire value {@code unlock}. */
    UNLOCK("unlock");

    private static final Map<String, ActionType> BY_WIRE = new HashMap<>();

    static {
        for (ActionType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ActionType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ActionType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
