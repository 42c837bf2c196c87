package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Language of a user; the short codes are accepted on input ({@code storage.md} 2.9). Thread-safe. */
public enum Language implements WireName {
    /** Wire value {@code arabic}. */
    ARABIC("arabic"),
    /** Wire value {@code english}. */
    ENGLISH("english"),
    /** Wire value {@code kurdish}. */
    KURDISH("kurdish"),
    /** Wire value {@code french}. */
    FRENCH("french"),
    /** Wire value {@code turkish}. */
    TURKISH("turkish");

    private static final Map<String, Language> BY_WIRE = new HashMap<>();

    static {
        for (Language value : values()) {
            BY_WIRE.put(value.wire, value);
        }
        BY_WIRE.put("ar", ARABIC);
        BY_WIRE.put("en", ENGLISH);
        BY_WIRE.put("ku", KURDISH);
        BY_WIRE.put("fr", FRENCH);
        BY_WIRE.put("tr", TURKISH);
    }

    private final String wire;

    Language(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<Language> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
