package cc.dmart.api.index;

/** Takes the rows of {@link EntryIndex#visit}, by one thread. */
public interface RowVisitor {
    /** A run of rows begins: numbers of values of rows before mean nothing any more. */
    void run();

    /** One match. */
    void row(IndexRow row);
}
