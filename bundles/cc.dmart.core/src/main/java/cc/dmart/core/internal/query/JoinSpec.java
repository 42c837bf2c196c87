package cc.dmart.core.internal.query;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One item of {@code join} ({@code query.md} 3.9). Thread-safe.
 *
 * @param pairs paths that must have a value in common
 * @param alias name of the result
 * @param query the right query as given, without what joins do not support
 * @param limit records kept per base record; 0 = all
 * @param jq    filter of the right query
 */
record JoinSpec(List<Pair> pairs, String alias, JsonObject query, long limit, Optional<String> jq) {
    private static final String JQ = "jq_filter";
    private static final int MAX_PAIRS = 16;
    private static final int MAX_FILTER = 1024;

    /** Plain paths of both sides. */
    record Pair(String left, String right) {}

    /** A join with a copy of the list. */
    JoinSpec {
        pairs = List.copyOf(pairs);
    }

    /**
     * Looks at the bounds of the items of a list.
     *
     * @throws cc.dmart.api.model.DmartException.Invalid {@code E(422,validation,424)} if a {@code join_on} has too many pairs, or
     *                                                   the filter of a right query is too long or no text
     */
    static void check(JsonArray items) {
        for (JsonValue item : items) {
            item.asObject()
                    .flatMap(o -> o.object("query"))
                    .ifPresent(right -> new RequestMembers(right).text(JQ, MAX_FILTER));
            String on = item.asObject().flatMap(o -> o.string("join_on")).orElse("");
            if (on.chars().filter(c -> c == ',').count() >= MAX_PAIRS) {
                throw RequestMembers.wrong("join", "join_on should have at most " + MAX_PAIRS + " pairs", "too_long");
            }
        }
    }

    /**
     * The complete items of a list; others are left out.
     *
     * @throws IllegalArgumentException if a {@code join_on} cannot be read
     */
    static List<JoinSpec> read(JsonArray items) {
        List<JoinSpec> out = new ArrayList<>();
        for (JsonValue item : items) {
            if (item instanceof JsonObject object) {
                Optional<String> on = object.string("join_on").filter(t -> !t.isBlank());
                Optional<String> alias = object.string("alias").filter(t -> !t.isBlank());
                Optional<JsonObject> query = object.object("query");
                if (on.isPresent() && alias.isPresent() && query.isPresent()) {
                    out.add(of(pairs(on.get()), alias.get(), query.get()));
                }
            }
        }
        return out;
    }

    private static JoinSpec of(List<Pair> pairs, String alias, JsonObject query) {
        long limit = query.number("limit").map(JsonNumber::longValue).orElse(0L);
        Optional<String> jq = query.string(JQ).filter(t -> !t.isBlank());
        return new JoinSpec(pairs, alias, query.without(JQ).without("join"), Math.max(0, limit), jq);
    }

    private static List<Pair> pairs(String text) {
        List<Pair> out = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] sides = part.split(":", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("join_on is not a list of left:right");
            }
            Pair pair = new Pair(RecordValues.plain(sides[0]), RecordValues.plain(sides[1]));
            if (pair.left.isEmpty() || pair.right.isEmpty()) {
                throw new IllegalArgumentException("join_on names no field");
            }
            out.add(pair);
        }
        return out;
    }
}
