package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonValue;
import java.util.Optional;

/** {@code count}. Not thread-safe. */
final class Counting implements Reducer {
    private final int column;
    private long count;

    /** @param column field that an entry must have; negative = none */
    Counting(int column) {
        this.column = column;
    }

    @Override
    public void add(IndexRow row) {
        if (column < 0 || row.count(column) > 0) {
            count++;
        }
    }

    @Override
    public Optional<JsonValue> result() {
        return Optional.of(JsonNumber.of(count));
    }
}
