package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code random_sample}: each value is drawn with the same chance, without putting back. Not thread-safe. */
final class Sample implements Reducer {
    private final int column;
    private final int size;
    private final Budget budget;
    private final List<Leaf> drawn = new ArrayList<>();
    private long seen;

    Sample(int column, int size, Budget budget) {
        this.column = column;
        this.size = size;
        this.budget = budget;
    }

    @Override
    public void add(IndexRow row) {
        for (int i = column < 0 ? -1 : row.count(column) - 1; i >= 0; i--) {
            seen++;
            if (drawn.size() < size) {
                Leaf leaf = row.leaf(column, i);
                budget.value(leaf, null);
                drawn.add(leaf);
            } else {
                long place = ThreadLocalRandom.current().nextLong(seen);
                if (place < size) {
                    Leaf leaf = row.leaf(column, i);
                    budget.value(leaf, drawn.set((int) place, leaf));
                }
            }
        }
    }

    @Override
    public Optional<JsonValue> result() {
        return Optional.of(new JsonArray(drawn.stream().map(Reducer::json).toList()));
    }
}
