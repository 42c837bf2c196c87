package cc.dmart.api.index.testing;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.Locator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** A row of the twin: a run of its own, so that its numbers are places in the list of its values. Not thread-safe. */
final class ReferenceRow implements IndexRow {
    private static final Comparator<Leaf> ORDER =
            LeafOrder.ASCENDING.thenComparing((Leaf l) -> l.kind().name()).thenComparing((Leaf l) -> l.text());

    private final IndexDocument document;
    private final List<List<Leaf>> columns = new ArrayList<>();

    ReferenceRow(IndexDocument document, List<String> paths) {
        this.document = document;
        paths.forEach(path -> columns.add(values(document, path)));
    }

    private static List<Leaf> values(IndexDocument document, String path) {
        List<Leaf> all =
                document.leaves().stream().filter(l -> l.path().equals(path)).toList();
        List<Leaf> out = new ArrayList<>();
        for (Leaf leaf : new LinkedHashSet<>(all)) {
            long times = Double.isNaN(LeafOrder.number(leaf))
                    ? 1
                    : all.stream().filter(leaf::equals).count();
            for (long i = 0; i < times; i++) {
                out.add(leaf);
            }
        }
        out.sort(ORDER);
        return out;
    }

    @Override
    public Locator at() {
        return document.at();
    }

    @Override
    public String tie() {
        Locator at = document.at();
        return at.subpath().value()
                + '\0'
                + at.shortname()
                + '\0'
                + at.type().wire()
                + '\0'
                + String.join(" ", document.exact().getOrDefault(ExactField.UUID, List.of()));
    }

    @Override
    public int count(int column) {
        return columns.get(column).size();
    }

    @Override
    public int id(int column, int value) {
        List<Leaf> values = columns.get(column);
        return values.indexOf(values.get(value));
    }

    @Override
    public Leaf leaf(int column, int value) {
        return columns.get(column).get(value);
    }

    @Override
    public double number(int column, int value) {
        return LeafOrder.number(leaf(column, value));
    }
}
