package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Kind of an account ({@code security.md} 1.4). Thread-safe. */
public enum UserType implements WireName {
    /** Wire value {@code web}. */
    WEB("web"),
    /** Wire value {@code mobile}. */
    MOBILE("mobile"),
    /** Wire value {@code bot}. */
    BOT("bot");

    private static final Map<String, UserType> BY_WIRE = new HashMap<>();

    static {
        for (UserType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    UserType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<UserType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
