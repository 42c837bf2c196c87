package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order of groups by attributes that are shown ({@code query.md} 4.2): values as in rows, groups without one last in both
 * directions. Groups that are equal keep their order. Thread-safe.
 */
public final class ResultOrder implements Comparator<JsonObject> {
    private static final Comparator<Leaf> VALUES = LeafOrder.ASCENDING.thenComparing((Leaf l) -> l.kind());

    private static final String ATTRIBUTES = "attributes_";

    /** Per key the names under which a group may show it: as the group names the field, which is with or without the prefix. */
    private final List<List<String>> spellings = new ArrayList<>();

    private final boolean descending;

    /**
     * The order of a query.
     *
     * @param sortBy     names of group fields or aliases, separated by commas
     * @param descending direction of all of them
     */
    public ResultOrder(String sortBy, boolean descending) {
        for (String token : sortBy.split(",", -1)) {
            String name = token.strip();
            name = (name.startsWith("@") ? name.substring(1) : name).replace('.', '_');
            String plain = name.startsWith(ATTRIBUTES) ? name.substring(ATTRIBUTES.length()) : name;
            spellings.add(List.of(name, plain, ATTRIBUTES + plain));
        }
        this.descending = descending;
    }

    @Override
    public int compare(JsonObject a, JsonObject b) {
        for (List<String> names : spellings) {
            Leaf x = value(shown(a, names));
            Leaf y = value(shown(b, names));
            int order = x == null || y == null
                    ? Boolean.compare(x == null, y == null)
                    : descending ? VALUES.compare(y, x) : VALUES.compare(x, y);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static Optional<JsonValue> shown(JsonObject group, List<String> names) {
        for (String name : names) { // asked by every comparison
            Optional<JsonValue> value = group.get(name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private @Nullable Leaf value(Optional<JsonValue> shown) {
        JsonValue value = shown.orElse(JsonArray.EMPTY);
        if (value instanceof JsonNumber number) {
            return Leaf.number("", number);
        } else if (value instanceof JsonBool bool) {
            return Leaf.bool("", bool.value());
        } else if (value instanceof JsonString text) {
            return Leaf.keyword("", text.value(), Leaf.NO_INSTANT);
        } else if (value instanceof JsonArray array) {
            Comparator<Leaf> wanted = descending ? VALUES.reversed() : VALUES;
            return array.stream().map(v -> value(Optional.of(v))).min(wanted).orElse(null);
        }
        return null;
    }

    /** The order of keys, ascending; a missing value stands before the others. */
    static int compareKeys(List<Optional<Leaf>> a, List<Optional<Leaf>> b) {
        for (int i = 0; i < a.size(); i++) {
            Optional<Leaf> x = a.get(i);
            Optional<Leaf> y = b.get(i);
            int order = x.isEmpty() || y.isEmpty()
                    ? Boolean.compare(x.isPresent(), y.isPresent())
                    : VALUES.compare(x.get(), y.get());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
