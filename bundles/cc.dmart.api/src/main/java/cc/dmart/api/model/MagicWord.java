package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Words with a meaning in permissions ({@code security.md} 3.2). Thread-safe. */
public enum MagicWord implements WireName {
    /** Wire value {@code __all_spaces__}. */
    ALL_SPACES("__all_spaces__"),
    /** Wire value {@code __all_subpaths__}. */
    ALL_SUBPATHS("__all_subpaths__"),
    /** Wire value {@code __current_user__}. */
    CURRENT_USER("__current_user__"),
    /** Wire value {@code __current_user__owner__}. */
    CURRENT_USER_OWNER("__current_user__owner__"),
    /** Wire value {@code __root__}. */
    ROOT("__root__");

    private static final Map<String, MagicWord> BY_WIRE = new HashMap<>();

    static {
        for (MagicWord value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    MagicWord(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<MagicWord> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
