package cc.dmart.core.internal.feed;

import cc.dmart.api.index.FieldTest.Span;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.core.internal.search.DateText;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gathers the leaves, the present paths and the free text of one document, within the caps of {@code query.md} 6.3. Not
 * thread-safe; one per document.
 */
final class LeafCollector {
    /** Characters of all paths with all that is above them: a name may be nothing but dots, and each makes terms of its own. */
    private static final int MAX_PATHS = 1 << 22;

    private final ZoneId zone;
    private final LeafCaps caps;
    private final List<Leaf> leaves = new ArrayList<>(32);
    private final Set<String> present = new HashSet<>(64);
    private final List<String> text = new ArrayList<>(24);
    private int room = MAX_PATHS;
    private boolean overflow;
    private boolean unreadable;

    LeafCollector(ZoneId zone, LeafCaps caps) {
        this.zone = zone;
        this.caps = caps;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    Set<String> present() {
        return present;
    }

    List<String> text() {
        return text;
    }

    /** Whether something was left out of the leaves because of a cap; it is in the free text still. */
    boolean isOverflown() {
        return overflow;
    }

    /** Notes that a body cannot be read and has no part in this. */
    void unreadable() {
        unreadable = true;
    }

    /** Whether a body cannot be read. */
    boolean isUnreadable() {
        return unreadable;
    }

    void present(String path) {
        present.add(path);
    }

    void text(String value) {
        if (!value.isEmpty()) {
            text.add(value);
        }
    }

    /** A meta string. */
    void keyword(String path, String value) {
        present.add(path);
        add(Leaf.keyword(path, value, Leaf.NO_INSTANT));
    }

    /** A string of {@code displayname} or {@code description}. */
    void localised(String path, String value) {
        if (keeps(path)) {
            add(Leaf.text(path, value));
        }
        text(value);
    }

    /** A date of the meta. */
    void date(String path, String value) {
        present.add(path);
        add(Leaf.date(path, value, micros(value)));
    }

    /** Whether a path whose names somebody chose is short enough and has room; then it is present. */
    private boolean keeps(String path) {
        if (present.contains(path)) {
            return true;
        }
        int names = 1;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            names++;
        }
        if (path.length() > caps.path() || path.length() * names > room) {
            overflow = true;
            return false;
        }
        room -= path.length() * names;
        return present.add(path);
    }

    private void add(Leaf leaf) {
        if (leaves.size() < caps.leaves()) {
            leaves.add(leaf);
        } else {
            overflow = true;
        }
    }

    private long micros(String value) {
        return DateText.parse(value, zone).map(Span::from).orElse(Leaf.NO_INSTANT);
    }

    /**
     * A value with everything below.
     *
     * @param body whether it belongs to the payload body: then strings may be dates, and strings and numbers are free text
     */
    void tree(String path, JsonValue value, boolean body) {
        if (value.isNull()) {
            return;
        }
        if (!keeps(path)) {
            textOnly(value, body);
            return;
        }
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                tree(path + "." + member.getKey(), member.getValue(), body);
            }
        } else if (value instanceof JsonArray array) {
            elements(path, array, body);
        } else if (value instanceof JsonRaw) {
            tree(path, JsonCodec.materialize(value), body);
        } else {
            scalar(path, value, body);
        }
    }

    private void elements(String path, JsonArray array, boolean body) {
        int count = 0;
        for (JsonValue element : array) {
            if (count++ < caps.elements()) {
                tree(path, element, body);
            } else {
                overflow = true;
                textOnly(element, body);
            }
        }
    }

    private void scalar(String path, JsonValue value, boolean body) {
        if (value instanceof JsonString string) {
            add(Leaf.keyword(path, string.value(), body ? micros(string.value()) : Leaf.NO_INSTANT));
            textOnly(value, body);
        } else if (value instanceof JsonNumber number) {
            Leaf leaf = Leaf.number(path, number);
            add(leaf);
            if (body) {
                text(leaf.text());
            }
        } else if (value instanceof JsonBool bool) {
            add(Leaf.bool(path, bool.value()));
        }
    }

    private void textOnly(JsonValue value, boolean body) {
        if (!body) {
            return;
        }
        if (value instanceof JsonString string) {
            text(string.value());
        } else if (value instanceof JsonNumber number) {
            text(Leaf.shortest(number.text()));
        } else if (value instanceof JsonObject object) {
            object.members().values().forEach(v -> textOnly(v, true));
        } else if (value instanceof JsonArray array) {
            array.forEach(v -> textOnly(v, true));
        }
    }
}
