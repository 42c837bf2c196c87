package cc.dmart.api.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** An immutable JSON array. Thread-safe. */
public record JsonArray(List<JsonValue> values) implements JsonValue, Iterable<JsonValue> {
    /** The array without elements. */
    public static final JsonArray EMPTY = new JsonArray(List.of());

    /** An array of these values, in this order. */
    public JsonArray {
        values = List.copyOf(values);
    }

    /** An array of strings. */
    public static JsonArray ofStrings(Collection<String> texts) {
        List<JsonValue> out = new ArrayList<>(texts.size());
        for (String text : texts) {
            out.add(new JsonString(text));
        }
        return new JsonArray(out);
    }

    /** Number of elements. */
    public int size() {
        return values.size();
    }

    /** The string elements, others left out. */
    public List<String> strings() {
        List<String> out = new ArrayList<>(values.size());
        for (JsonValue value : values) {
            if (value instanceof JsonString s) {
                out.add(s.value());
            }
        }
        return out;
    }

    /** The elements as a stream. */
    public Stream<JsonValue> stream() {
        return values.stream();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return values.iterator();
    }
}
