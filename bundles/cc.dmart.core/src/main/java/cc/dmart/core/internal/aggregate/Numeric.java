package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Optional;

/** The reducers of numbers and numeric strings; values that are none do not count. Not thread-safe. */
abstract class Numeric implements Reducer {
    private final int column;

    Numeric(int column) {
        this.column = column;
    }

    @Override
    public final void add(IndexRow row) {
        if (column < 0) {
            return;
        }
        for (int i = row.count(column) - 1; i >= 0; i--) {
            double number = row.number(column, i);
            if (LeafOrder.isWide(number)) {
                addWide(number, row.leaf(column, i).text());
            } else if (!Double.isNaN(number)) {
                add(number);
            }
        }
    }

    abstract void add(double number);

    /** Takes in a number whose double may be that of others too. */
    void addWide(double number, String text) {
        add(number);
    }

    /** {@code sum} and {@code avg}. */
    static final class Sum extends Numeric {
        private final ExactSum sum = new ExactSum();
        private final boolean mean;
        private long count;

        Sum(int column, boolean mean) {
            super(column);
            this.mean = mean;
        }

        @Override
        void add(double number) {
            count++;
            sum.add(number);
        }

        @Override
        void addWide(double number, String text) {
            JsonNumber exact = new JsonNumber(Leaf.shortest(text));
            if (exact.isLong()) {
                count++;
                sum.add(exact.longValue());
            } else {
                add(number);
            }
        }

        @Override
        public Optional<JsonValue> result() {
            String text = sum.text();
            if (count == 0 || text.isEmpty()) {
                return Optional.empty();
            }
            if (!mean) {
                return Optional.of(new JsonNumber(Leaf.shortest(text)));
            }
            return Reducer.json(new BigDecimal(text)
                    .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                    .doubleValue());
        }
    }

    /** {@code stddev}. */
    static final class Deviation extends Numeric {
        private long count;
        private double mean;
        private double squares;

        Deviation(int column) {
            super(column);
        }

        @Override
        void add(double number) {
            count++;
            double distance = number - mean;
            mean += distance / count;
            squares += distance * (number - mean);
        }

        @Override
        public Optional<JsonValue> result() {
            return count == 0 ? Optional.empty() : Reducer.json(count == 1 ? 0 : Math.sqrt(squares / (count - 1)));
        }
    }

    /** {@code quantile}, with linear interpolation. */
    static final class Quantile extends Numeric {
        private final double fraction;
        private final Budget budget;
        private double[] numbers = new double[16];
        private int count;

        Quantile(int column, double fraction, Budget budget) {
            super(column);
            this.fraction = fraction;
            this.budget = budget;
        }

        @Override
        void add(double number) {
            budget.value();
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number;
        }

        @Override
        public Optional<JsonValue> result() {
            if (count == 0) {
                return Optional.empty();
            }
            Arrays.sort(numbers, 0, count);
            double place = fraction * (count - 1);
            int below = (int) place;
            double low = numbers[below];
            double high = numbers[Math.min(below + 1, count - 1)];
            return Reducer.json(low + (high - low) * (place - below));
        }
    }
}
