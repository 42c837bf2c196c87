package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Result of a validation, as older data stores it ({@code storage.md} 2.9). Thread-safe. */
public enum ValidationStatus implements WireName {
    /** Wire value {@code valid}. */
    VALID("valid"),
    /** Wire value {@code invalid}. */
    INVALID("invalid");

    private static final Map<String, ValidationStatus> BY_WIRE = new HashMap<>();

    static {
        for (ValidationStatus value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ValidationStatus(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ValidationStatus> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
