package cc.dmart.core.internal.aggregate;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.util.List;

/** Bounds what one aggregation keeps in memory. Not thread-safe; one per aggregation. */
final class Budget {
    private static final int MAX_GROUPS = 100_000;
    private static final int MAX_VALUES = 1_000_000;

    private int groups;
    private int values;

    /** One more group. @throws DmartException.Invalid {@code E(400,query,430)} if there are too many */
    void group() {
        if (++groups > MAX_GROUPS) {
            throw tooMuch("more than " + MAX_GROUPS + " groups");
        }
    }

    /** One more value that a reducer keeps. @throws DmartException.Invalid {@code E(400,query,430)} if there are too many */
    void value() {
        if (++values > MAX_VALUES) {
            throw tooMuch("reducers that keep more than " + MAX_VALUES + " values");
        }
    }

    private static DmartException tooMuch(String what) {
        return new DmartException.Invalid(
                400, ErrorType.QUERY, ErrorCode.SOMETHING_WRONG, "The aggregation has " + what, List.of());
    }
}
