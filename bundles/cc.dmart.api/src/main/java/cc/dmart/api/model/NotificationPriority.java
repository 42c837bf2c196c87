package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Priority of a notification ({@code storage.md} 2.8). Thread-safe. */
public enum NotificationPriority implements WireName {
    /** Wire value {@code high}. */
    HIGH("high"),
    /** Wire value {@code medium}. */
    MEDIUM("medium"),
    /** Wire value {@code low}. */
    LOW("low");

    private static final Map<String, NotificationPriority> BY_WIRE = new HashMap<>();

    static {
        for (NotificationPriority value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    NotificationPriority(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<NotificationPriority> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
