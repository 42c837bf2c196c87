package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Subpath;
import java.util.Optional;

/** Works out one value of one group, entry after entry. Not thread-safe. */
interface Reducer {
    /** Takes in an entry of the group. */
    void add(IndexRow row);

    /** Numbers of values that were seen before mean nothing any more. */
    default void run() {}

    /** What came out; empty if there is nothing to show. */
    Optional<JsonValue> result();

    /** A value as it is shown. */
    static JsonValue json(Leaf leaf) {
        return switch (leaf.kind()) {
            case NUMBER -> new JsonNumber(leaf.text());
            case BOOL -> JsonBool.of(leaf.text().equals("true"));
            case KEYWORD, TEXT, DATE -> new JsonString(text(leaf));
        };
    }

    /** The text of a value as it is shown: a subpath as in a record. */
    static String text(Leaf leaf) {
        return leaf.path().equals("subpath") ? Subpath.parseAny(leaf.text()).wire() : leaf.text();
    }

    /** A number as it is shown: the shortest text; empty if it is none. */
    static Optional<JsonValue> json(double number) {
        return Double.isFinite(number)
                ? Optional.of(new JsonNumber(Leaf.shortest(Double.toString(number + 0.0))))
                : Optional.empty();
    }
}
