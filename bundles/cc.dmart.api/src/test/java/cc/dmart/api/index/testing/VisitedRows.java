package cc.dmart.api.index.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.RowVisitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes down what {@link EntryIndex#visit} hands over and checks what it promises of the numbers of values. */
final class VisitedRows implements RowVisitor {
    private final List<String> out = new ArrayList<>();
    private final int columns;
    private final List<Map<Integer, Leaf>> known = new ArrayList<>();

    private VisitedRows(int columns) {
        this.columns = columns;
    }

    /** The rows by name, each with its values per column. */
    static List<String> of(EntryIndex index, IndexRequest request, List<String> columns) {
        VisitedRows rows = new VisitedRows(columns.size());
        index.visit(request, columns, rows);
        rows.out.sort(null);
        return rows.out;
    }

    @Override
    public void run() {
        known.clear();
        for (int i = 0; i < columns; i++) {
            known.add(new HashMap<>());
        }
    }

    @Override
    public void row(IndexRow row) {
        assertThat(row.tie())
                .startsWith(row.at().subpath().value()
                        + '\0'
                        + row.at().shortname()
                        + '\0'
                        + row.at().type().wire()
                        + '\0');
        StringJoiner all = new StringJoiner("|", row.at().shortname() + "[", "]");
        for (int column = 0; column < columns; column++) {
            StringJoiner values = new StringJoiner(" ");
            for (int i = 0; i < row.count(column); i++) {
                Leaf leaf = row.leaf(column, i);
                values.add(leaf.text());
                assertThat(Double.compare(row.number(column, i), LeafOrder.number(leaf)))
                        .isZero();
                remember(known.get(column), row.id(column, i), leaf);
            }
            all.add(values.toString());
        }
        out.add(all.toString());
    }

    private static void remember(Map<Integer, Leaf> seen, int id, Leaf leaf) {
        assertThat(id).isNotNegative();
        Leaf before = seen.put(id, leaf);
        assertThat(before == null || before.equals(leaf)).isTrue();
        seen.forEach((other, value) -> assertThat(
                        Integer.signum(LeafOrder.ASCENDING.compare(leaf, value)) * Integer.compare(id, other))
                .isNotNegative());
    }
}
