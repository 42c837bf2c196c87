package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.core.internal.aggregate.Aggregation.Field;
import cc.dmart.core.internal.aggregate.Aggregation.Reduction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries into groups ({@code query.md} 4.1): one per different value at each field, a list value putting its entry into
 * several. Within a run a group is found by numbers alone. Not thread-safe; one per aggregation.
 */
public final class Groups implements RowVisitor {
    /** Place of the group of entries without a value, before those of the numbers of values. */
    private static final int MISSING = 0;

    /** A group. */
    private static final class Group {
        private final List<Optional<Leaf>> key;
        private final List<Reducer> reducers = new ArrayList<>();
        private long lastRow = -1;

        Group(List<Optional<Leaf>> key) {
            this.key = key;
        }
    }

    /**
     * A group as it is shown.
     *
     * @param values attributes, as far as the index has them; null keeps the place of one that is picked
     * @param picked those whose value is to be read from an entry
     */
    public record Shown(JsonObject values, List<Picked> picked) {}

    /**
     * An attribute that is the value of one entry.
     *
     * @param name of the attribute
     * @param path of the value
     * @param at   the entry
     */
    public record Picked(String name, String path, Locator at) {}

    /** What is known of the numbers of one run, a level per field. */
    private static final class Node {
        private final IntMap<Node> next = new IntMap<>();
        private @Nullable Group group;
    }

    private final Aggregation asked;
    private final List<String> columns;
    private final int[] keyColumns;
    private final int[] chosen;
    private final Budget budget = new Budget();
    private final Map<List<Optional<Leaf>>, Group> groups = new HashMap<>();
    private Node root = new Node();
    private long row;

    /** Groups for an aggregation. */
    public Groups(Aggregation asked) {
        this.asked = asked;
        columns = asked.columns();
        keyColumns = asked.groupBy().stream().mapToInt(f -> column(f.path())).toArray();
        chosen = new int[keyColumns.length];
        if (keyColumns.length == 0) {
            group(List.of());
        }
    }

    /** Paths whose values must be handed over. */
    public List<String> columns() {
        return columns;
    }

    private int column(String path) {
        return columns.indexOf(path);
    }

    @Override
    public void run() {
        root = new Node();
        groups.values().forEach(g -> g.reducers.forEach(Reducer::run));
    }

    @Override
    public void row(IndexRow match) {
        row++;
        walk(match, 0, root);
    }

    private void walk(IndexRow match, int depth, Node node) {
        if (depth == keyColumns.length) {
            add(match, node);
            return;
        }
        int column = keyColumns[depth];
        int count = column < 0 ? 0 : match.count(column);
        if (count == 0) {
            chosen[depth] = -1;
            walk(match, depth + 1, below(node, MISSING));
        }
        for (int i = 0; i < count; i++) {
            chosen[depth] = i;
            walk(match, depth + 1, below(node, match.id(column, i) + 1));
        }
    }

    private static Node below(Node node, int place) {
        Node known = node.next.get(place);
        if (known == null) {
            known = new Node();
            node.next.put(place, known);
        }
        return known;
    }

    private void add(IndexRow match, Node node) {
        Group group = node.group;
        if (group == null) {
            group = group(key(match));
            node.group = group;
        }
        if (group.lastRow == row) {
            return; // a list that has a number twice
        }
        group.lastRow = row;
        for (Reducer reducer : group.reducers) {
            reducer.add(match);
        }
    }

    private List<Optional<Leaf>> key(IndexRow match) {
        List<Optional<Leaf>> key = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            key.add(chosen[i] < 0 ? Optional.empty() : Optional.of(match.leaf(keyColumns[i], chosen[i])));
        }
        return key;
    }

    private Group group(List<Optional<Leaf>> key) {
        return groups.computeIfAbsent(key, k -> {
            budget.group(k, asked.reducers().size() + asked.load().size());
            Group made = new Group(k);
            asked.reducers().forEach(r -> made.reducers.add(reducer(r)));
            asked.load()
                    .forEach(f -> made.reducers.add(new Newest(column(f.path()), column(Newest.PATH), false, budget)));
            return made;
        });
    }

    private Reducer reducer(Reduction asks) {
        int column = column(asks.path());
        return switch (asks.function()) {
            case COUNT -> new Counting(column);
            case COUNT_DISTINCT -> new Different.Count(column, budget);
            case SUM -> new Numeric.Sum(column, false);
            case AVG -> new Numeric.Sum(column, true);
            case STDDEV -> new Numeric.Deviation(column);
            case MIN -> new Extreme(column, false, budget);
            case MAX -> new Extreme(column, true, budget);
            case TOLIST -> new Different.Values(column, false, budget);
            case GROUP_CONCAT -> new Different.Values(column, true, budget);
            case QUANTILE -> new Numeric.Quantile(column, asks.number(), budget);
            case FIRST_VALUE -> new Newest(column, column(asks.by()), asks.ascending(), budget);
            case RANDOM_SAMPLE -> new Sample(column, (int) asks.number(), budget);
        };
    }

    /** The groups, by their keys in ascending order, those without a value first. */
    public List<Shown> results() {
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort((a, b) -> ResultOrder.compareKeys(a.key, b.key));
        return sorted.stream().map(this::shown).toList();
    }

    private Shown shown(Group group) {
        List<Picked> picked = new ArrayList<>();
        JsonObject.Builder out = JsonObject.builder();
        for (int i = 0; i < asked.groupBy().size(); i++) {
            String name = asked.groupBy().get(i).name();
            group.key.get(i).ifPresent(leaf -> out.put(name, Reducer.json(leaf)));
        }
        int at = 0;
        for (Reduction reduction : asked.reducers()) {
            show(reduction.alias(), reduction.path(), group.reducers.get(at++), out, picked);
        }
        for (Field field : asked.load()) {
            show(field.name(), field.path(), group.reducers.get(at++), out, picked);
        }
        return new Shown(out.build(), picked);
    }

    private static void show(String name, String path, Reducer reducer, JsonObject.Builder out, List<Picked> picked) {
        Optional<JsonValue> value = reducer.result();
        if (reducer instanceof Newest newest && newest.at().isPresent() && !path.equals(Aggregation.UNKNOWN)) {
            picked.add(new Picked(name, path, newest.at().get()));
            out.put(name, value.orElse(JsonNull.NULL));
        } else {
            value.ifPresent(v -> out.put(name, v));
        }
    }
}
