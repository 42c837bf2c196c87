package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Origin of a notification ({@code storage.md} 2.8). Thread-safe. */
public enum NotificationType implements WireName {
    /** Wire value {@code admin}. */
    ADMIN("admin"),
    /** Wire value {@code system}. */
    SYSTEM("system");

    private static final Map<String, NotificationType> BY_WIRE = new HashMap<>();

    static {
        for (NotificationType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    NotificationType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<NotificationType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
