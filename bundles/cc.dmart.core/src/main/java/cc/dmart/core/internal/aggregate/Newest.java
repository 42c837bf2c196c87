package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of the first entry of an order, entries without a sort value last, ties by address: {@code first_value} and
 * {@code load}. Not thread-safe.
 */
final class Newest implements Reducer {
    /** The path of the order in which rows come when nothing else is said, newest first. */
    static final String PATH = "updated_at";

    private static final int NONE = -1;

    private final int column;
    private final int by;
    private final boolean ascending;
    private final Budget budget;
    private List<Leaf> values = List.of();
    private @Nullable Leaf bestKey;
    private @Nullable String bestTie;
    private @Nullable Locator bestAt;
    private int bestInRun = NONE;

    /**
     * @param column    field whose values are wanted; negative = none
     * @param by        field that orders; negative = none, so that the address does
     * @param ascending direction
     */
    Newest(int column, int by, boolean ascending, Budget budget) {
        this.budget = budget;
        this.column = column;
        this.by = by;
        this.ascending = ascending;
    }

    @Override
    public void run() {
        bestInRun = NONE;
    }

    @Override
    public void add(IndexRow row) {
        int count = by < 0 ? 0 : row.count(by);
        int at = ascending ? 0 : count - 1;
        int id = count == 0 ? NONE : row.id(by, at);
        boolean behind = bestInRun != NONE && (id == NONE || (ascending ? id > bestInRun : id < bestInRun));
        if (behind) {
            return;
        }
        Leaf key = count == 0 ? null : row.leaf(by, at);
        int order = bestTie == null ? -1 : compare(key, bestKey);
        String tie = order > 0 ? "" : row.tie();
        if (order < 0 || (order == 0 && bestTie != null && IndexMatcher.compareCodePoints(tie, bestTie) < 0)) {
            bestKey = key;
            bestTie = tie;
            bestAt = row.at();
            values = values(row);
        }
        bestInRun = id == NONE ? bestInRun : id;
    }

    private int compare(@Nullable Leaf a, @Nullable Leaf b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return ascending ? LeafOrder.ASCENDING.compare(a, b) : LeafOrder.ASCENDING.compare(b, a);
    }

    private List<Leaf> values(IndexRow row) {
        List<Leaf> out = new ArrayList<>();
        for (int i = 0; column >= 0 && i < row.count(column); i++) {
            Leaf leaf = row.leaf(column, i);
            Leaf before = i < values.size() ? values.get(i) : null;
            if (i == 0) {
                budget.first(leaf, before);
            } else {
                budget.value(leaf, before);
            }
            out.add(leaf);
        }
        for (int i = out.size(); i < values.size(); i++) {
            if (i == 0) {
                budget.goneFirst(values.get(i));
            } else {
                budget.gone(values.get(i));
            }
        }
        return out;
    }

    /** The entry whose values these are. */
    Optional<Locator> at() {
        return Optional.ofNullable(bestAt);
    }

    /** What the index has of the values, by which groups are put in order: one as it is, several as a list. */
    @Override
    public Optional<JsonValue> result() {
        return switch (values.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Reducer.json(values.get(0)));
            default ->
                Optional.of(new JsonArray(values.stream().map(Reducer::json).toList()));
        };
    }
}
