package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.Leaf;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bounds what one aggregation keeps in memory. Not thread-safe; one per aggregation. */
final class Budget {
    private static final int MAX_GROUPS = 100_000;
    private static final int MAX_VALUES = 1_000_000;
    /** Characters that count as one more value. */
    private static final int LONG = 128;

    private int groups;
    private long values;

    /**
     * One more group.
     *
     * @param key      its values
     * @param reducers how many it has, each of which keeps something
     * @throws DmartException.Invalid {@code E(400,query,430)} if there are too many
     */
    void group(List<Optional<Leaf>> key, int reducers) {
        if (++groups > MAX_GROUPS) {
            throw tooMuch("more than " + MAX_GROUPS + " groups");
        }
        long characters = key.stream()
                .flatMap(Optional::stream)
                .mapToLong(l -> l.text().length())
                .sum();
        keep(reducers + characters / LONG);
    }

    /** One more number that a reducer keeps. @throws DmartException.Invalid {@code E(400,query,430)} if there are too many */
    void value() {
        keep(1);
    }

    /** One more value that a reducer keeps, instead of another one or not. @throws DmartException.Invalid as {@link #value()} */
    void value(Leaf kept, @Nullable Leaf before) {
        keep(size(kept) - (before == null ? 0 : size(before)));
    }

    /** The one value that a reducer keeps in the place that its group counted, or another one there. */
    void first(Leaf kept, @Nullable Leaf before) {
        keep(size(kept) - (before == null ? 1 : size(before)));
    }

    /** A value less that a reducer keeps. */
    void gone(Leaf before) {
        values -= size(before);
    }

    /** The same of the one value of {@link #first}. */
    void goneFirst(Leaf before) {
        values -= size(before) - 1;
    }

    private static long size(Leaf leaf) {
        return 1L + leaf.text().length() / LONG;
    }

    /** So many values more than before, or fewer. */
    private void keep(long more) {
        values += more;
        if (values > MAX_VALUES) {
            throw tooMuch("groups and reducers that keep more than " + MAX_VALUES + " values");
        }
    }

    private static DmartException tooMuch(String what) {
        return new DmartException.Invalid(
                400, ErrorType.QUERY, ErrorCode.SOMETHING_WRONG, "The aggregation has " + what, List.of());
    }
}
