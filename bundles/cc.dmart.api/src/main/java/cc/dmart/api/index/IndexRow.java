package cc.dmart.api.index;

import cc.dmart.api.model.Locator;

/**
 * A match with its values at the columns that were asked for; valid only while {@link RowVisitor#row} runs. Values of a column
 * stand in the order of {@link LeafOrder}, each once; numbers and numeric strings as often as the document has them. Not
 * thread-safe.
 */
public interface IndexRow {
    /** The address. */
    Locator at();

    /** Subpath, shortname, type and uuid as one text, whose code point order is the order of ties. */
    String tie();

    /** How many values there are at a column. */
    int count(int column);

    /**
     * A number for a value: small, never negative, equal for equal values and greater for values that stand behind, within one
     * run of rows ({@link RowVisitor#run}) and one column. Two numbers may stand for one value when it occurs twice.
     */
    int id(int column, int value);

    /** The value. */
    Leaf leaf(int column, int value);

    /** What {@link LeafOrder#number} says of the value. */
    double number(int column, int value);
}
