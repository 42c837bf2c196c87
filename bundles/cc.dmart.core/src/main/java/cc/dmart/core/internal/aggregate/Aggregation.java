package cc.dmart.core.internal.aggregate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an aggregation asks for, names resolved ({@code query.md} 4.1). Thread-safe.
 *
 * @param groupBy  fields that make up the key of a group; none = one group
 * @param reducers what is worked out per group
 * @param load     fields shown from the first entry of each group
 */
public record Aggregation(List<Field> groupBy, List<Reduction> reducers, List<Field> load) {
    /** Path where there is no field to look at. */
    static final String NONE = "";
    /** Path of a field that no entry has or that nobody may ask for. */
    static final String UNKNOWN = "?";

    /**
     * A field.
     *
     * @param name attribute that shows it: as given, without {@code @}, dots replaced
     * @param path canonical path; {@link #UNKNOWN} for one that nobody may ask for
     */
    public record Field(String name, String path) {}

    /**
     * A reducer with its arguments.
     *
     * @param alias     attribute that shows the result
     * @param function  what is worked out
     * @param path      field that is reduced; {@link #NONE} if there is none
     * @param by        path that orders entries, for {@link Function#FIRST_VALUE}
     * @param ascending direction of that order
     * @param number    fraction of a quantile, size of a sample
     */
    public record Reduction(
            String alias, Function function, String path, String by, boolean ascending, double number) {}

    /** An aggregation with copies of the lists. */
    public Aggregation {
        groupBy = List.copyOf(groupBy);
        reducers = List.copyOf(reducers);
        load = List.copyOf(load);
    }

    /** Whether it has one row per entry instead of one per group. */
    public boolean isPerEntry() {
        return groupBy.isEmpty() && reducers.isEmpty() && !load.isEmpty();
    }

    /** Attributes that are worked out, so that they are numbers however large. */
    public Set<String> computed() {
        return reducers.stream()
                .filter(r -> r.function().isComputed())
                .map(Reduction::alias)
                .collect(Collectors.toSet());
    }

    /** Every path that is looked at, once each. */
    List<String> columns() {
        Set<String> out = new LinkedHashSet<>();
        groupBy.forEach(f -> out.add(f.path()));
        for (Reduction reduction : reducers) {
            out.add(reduction.path());
            out.add(reduction.by());
        }
        load.forEach(f -> out.add(f.path()));
        out.add(Newest.PATH);
        out.remove(NONE);
        return new ArrayList<>(out);
    }
}
