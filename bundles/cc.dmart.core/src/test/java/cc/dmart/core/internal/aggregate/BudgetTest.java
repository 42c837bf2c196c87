package cc.dmart.core.internal.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.aggregate.Aggregation.Field;
import cc.dmart.core.internal.aggregate.Aggregation.Reduction;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What groups and their reducers keep has a bound. */
class BudgetTest {
    private static final Locator AT = Locator.of("shop", "/p", "e", ResourceType.CONTENT);

    /** A row with a key of its own and some values. */
    private record Row(int number, int values) implements IndexRow {
        @Override
        public Locator at() {
            return AT;
        }

        @Override
        public String tie() {
            return "t" + number;
        }

        @Override
        public int count(int column) {
            return column == 0 ? 1 : column == 1 ? values : 0;
        }

        @Override
        public int id(int column, int value) {
            return column == 0 ? number : value;
        }

        @Override
        public Leaf leaf(int column, int value) {
            return Leaf.keyword("p", column == 0 ? "k" + number : "v" + value, Leaf.NO_INSTANT);
        }

        @Override
        public double number(int column, int value) {
            return Double.NaN;
        }
    }

    private static void refused(ThrowingCallable some) {
        assertThatThrownBy(some).isInstanceOfSatisfying(DmartException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.code()).isEqualTo(ErrorCode.SOMETHING_WRONG);
        });
    }

    private static void visit(Aggregation asked, int rows, int values) {
        Groups groups = new Groups(asked);
        groups.run();
        for (int i = 0; i < rows; i++) {
            groups.row(new Row(i, values));
        }
    }

    private static Reduction reduction(Function function) {
        return new Reduction(function.name(), function, "v", Newest.PATH, true, 0.5);
    }

    @Test
    void valuesOfTheFirstEntryOfEachGroupCount() {
        Aggregation load = new Aggregation(List.of(new Field("k", "k")), List.of(), List.of(new Field("v", "v")));
        visit(load, 5_000, 100);
        refused(() -> visit(load, 5_000, 300));
        Aggregation first =
                new Aggregation(List.of(new Field("k", "k")), List.of(reduction(Function.FIRST_VALUE)), List.of());
        refused(() -> visit(first, 5_000, 300));
    }

    @Test
    void reducersOfEachGroupCount() {
        List<Reduction> many = Collections.nCopies(64, reduction(Function.SUM));
        Aggregation asked = new Aggregation(List.of(new Field("k", "k")), many, List.of());
        visit(asked, 10_000, 0);
        refused(() -> visit(asked, 20_000, 0));
    }

    /** The first value that a reducer keeps is what its group counted for it. */
    @Test
    void whatIsOneOfEachReducerCountsOnce() {
        for (Function function : List.of(Function.MIN, Function.FIRST_VALUE)) {
            List<Reduction> ten = Collections.nCopies(10, reduction(function));
            visit(new Aggregation(List.of(new Field("k", "k")), ten, List.of()), 90_000, 1);
        }
    }

    @Test
    void whatTakesThePlaceOfAnotherCountsOnce() {
        Budget budget = new Budget();
        Leaf leaf = Leaf.keyword("p", "v", Leaf.NO_INSTANT);
        budget.value(leaf, null);
        for (int i = 0; i < 2_000_000; i++) {
            budget.value(leaf, leaf);
        }
    }

    @Test
    void longTextsCountMore() {
        Leaf leaf = Leaf.keyword("p", "v".repeat(100_000), Leaf.NO_INSTANT);
        refused(() -> {
            Budget budget = new Budget();
            for (int i = 0; i < 2_000; i++) {
                budget.value(leaf, null);
            }
        });
        refused(() -> {
            Budget budget = new Budget();
            for (int i = 0; i < 2_000; i++) {
                budget.group(List.of(Optional.of(leaf)), 0);
            }
        });
    }
}
