package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a managed request asks for ({@code http-api.md} 1.9). {@code replace} is an update without body merging. Thread-safe. */
public enum RequestType implements WireName {
    /** Wire value {@code create}. */
    CREATE("create"),
    /** Wire value {@code update}. */
    UPDATE("update"),
    /** Wire value {@code patch}. */
    PATCH("patch"),
    /** Wire value {@code replace}. */
    REPLACE("replace"),
    /** Wire value {@code update_acl}. */
    UPDATE_ACL("update_acl"),
    /** Wire value {@code assign}. */
    ASSIGN("assign"),
    /** Wire value {@code delete}. */
    DELETE("delete"),
    /** Wire value {@code move}. */
    MOVE("move");

    private static final Map<String, RequestType> BY_WIRE = new HashMap<>();

    static {
        for (RequestType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    RequestType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<RequestType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
