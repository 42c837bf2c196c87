package cc.dmart.core.internal.aggregate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reducers by their names on the wire ({@code query.md} 4.1). Thread-safe. */
public enum Function {
    /** Entries, or those that have a value. */
    COUNT,
    /** Different normalised values. */
    COUNT_DISTINCT,
    /** Sum of numbers. */
    SUM,
    /** Mean of numbers. */
    AVG,
    /** Sample deviation of numbers. */
    STDDEV,
    /** Least value. */
    MIN,
    /** Greatest value. */
    MAX,
    /** Different values in order. */
    TOLIST,
    /** The same as one text. */
    GROUP_CONCAT,
    /** A quantile of numbers. */
    QUANTILE,
    /** Value of the first entry of an order. */
    FIRST_VALUE,
    /** Some values, drawn without putting back. */
    RANDOM_SAMPLE;

    private static final Map<String, Function> ALIASES = Map.of(
            "r_count", COUNT,
            "count_distinctish", COUNT_DISTINCT,
            "total", SUM,
            "array_agg", TOLIST,
            "string_agg", GROUP_CONCAT);

    /** Whether what comes out is a number that is worked out, and none that an entry has. */
    boolean isComputed() {
        return switch (this) {
            case COUNT, COUNT_DISTINCT, SUM, AVG, STDDEV, QUANTILE -> true;
            case MIN, MAX, TOLIST, GROUP_CONCAT, FIRST_VALUE, RANDOM_SAMPLE -> false;
        };
    }

    /** The reducer of a name, in any case. */
    static Optional<Function> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Function alias = ALIASES.get(lower);
        if (alias != null) {
            return Optional.of(alias);
        }
        for (Function each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(lower)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
