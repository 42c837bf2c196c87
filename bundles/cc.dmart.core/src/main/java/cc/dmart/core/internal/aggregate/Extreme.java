package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code min} and {@code max} by the order of rows. Not thread-safe. */
final class Extreme implements Reducer {
    private static final int NONE = -1;

    private final int column;
    private final boolean greatest;
    private final Budget budget;
    private @Nullable Leaf best;
    private int bestInRun = NONE;

    Extreme(int column, boolean greatest, Budget budget) {
        this.budget = budget;
        this.column = column;
        this.greatest = greatest;
    }

    @Override
    public void run() {
        bestInRun = NONE;
    }

    @Override
    public void add(IndexRow row) {
        int count = column < 0 ? 0 : row.count(column);
        if (count == 0) {
            return;
        }
        int at = greatest ? count - 1 : 0;
        int id = row.id(column, at);
        if (bestInRun != NONE && (greatest ? id <= bestInRun : id >= bestInRun)) {
            return;
        }
        bestInRun = id;
        Leaf leaf = row.leaf(column, at);
        Leaf before = best;
        int order = before == null ? 0 : LeafOrder.ASCENDING.compare(leaf, before);
        if (before == null || (greatest ? order > 0 : order < 0)) {
            budget.first(leaf, before);
            best = leaf;
        }
    }

    @Override
    public Optional<JsonValue> result() {
        return Optional.ofNullable(best).map(Reducer::json);
    }
}
