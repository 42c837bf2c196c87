package cc.dmart.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under a heading, each column as wide as its widest cell. For one thread. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    /** A table with these headings. */
    Table(String... headings) {
        this.columns = headings.length;
        rows.add(List.of(headings));
    }

    /** Adds a row; a cell is the text of its value. */
    Table row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row has " + columns + " cells");
        }
        rows.add(IntStream.range(0, columns)
                .mapToObj(i -> String.valueOf(cells[i]).replaceAll("\\p{Cntrl}", " "))
                .toList());
        return this;
    }

    /** Whether there is no row. */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The lines without a line break at the end. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, columns)
                .map(i -> rows.stream().mapToInt(r -> r.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            out.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        return out.toString().stripTrailing();
    }
}
