package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The reducers that keep each different value once. Not thread-safe. */
abstract class Different implements Reducer {
    private final int column;
    private final IntMap<Boolean> seenInRun = new IntMap<>();

    Different(int column) {
        this.column = column;
    }

    @Override
    public final void run() {
        seenInRun.clear();
    }

    @Override
    public final void add(IndexRow row) {
        for (int i = column < 0 ? -1 : row.count(column) - 1; i >= 0; i--) {
            int id = row.id(column, i);
            if (seenInRun.get(id) == null) {
                seenInRun.put(id, Boolean.TRUE);
                add(row.leaf(column, i));
            }
        }
    }

    abstract void add(Leaf leaf);

    /** {@code count_distinct}: strings count as normalised, numbers by value. */
    static final class Count extends Different {
        private final Set<String> values = new HashSet<>();
        private final Budget budget;

        Count(int column, Budget budget) {
            super(column);
            this.budget = budget;
        }

        @Override
        void add(Leaf leaf) {
            boolean text = leaf.kind() == Leaf.Kind.KEYWORD || leaf.kind() == Leaf.Kind.TEXT;
            if (values.add(text ? SearchText.norm(leaf.text()) : leaf.text())) {
                budget.value(leaf, null);
            }
        }

        @Override
        public Optional<JsonValue> result() {
            return Optional.of(JsonNumber.of(values.size()));
        }
    }

    /** {@code tolist} and {@code group_concat}: values as they are, in the order of rows. */
    static final class Values extends Different {
        private final Set<Leaf> values = new HashSet<>();
        private final boolean asText;
        private final Budget budget;

        Values(int column, boolean asText, Budget budget) {
            super(column);
            this.asText = asText;
            this.budget = budget;
        }

        @Override
        void add(Leaf leaf) {
            if (values.add(leaf)) {
                budget.value(leaf, null);
            }
        }

        @Override
        public Optional<JsonValue> result() {
            List<Leaf> sorted = new ArrayList<>(values);
            sorted.sort(LeafOrder.ASCENDING.thenComparing((Leaf l) -> l.kind()));
            if (asText) {
                return Optional.of(
                        new JsonString(sorted.stream().map(Reducer::text).collect(Collectors.joining(","))));
            }
            return Optional.of(new JsonArray(sorted.stream().map(Reducer::json).toList()));
        }
    }
}
