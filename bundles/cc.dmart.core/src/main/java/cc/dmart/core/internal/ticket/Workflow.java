package cc.dmart.core.internal.ticket;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machine behind tickets, read from the payload of a workflow entry ({@code plugins-events.md} 4.2, 4.7). Reading is
 * lenient: what makes no sense is left out. Thread-safe.
 *
 * @param initial where tickets may begin, in order
 * @param states  by key; of several with one key the first
 */
public record Workflow(List<Initial> initial, Map<String, State> states) {
    /** Field of a ticket that tells until when it may stay in its state. */
    public static final String LIMIT = "sla";

    private static final String DEFAULT = "default";

    /**
     * A state in which tickets may begin.
     *
     * @param roles who begins there; empty = anybody
     */
    public record Initial(String state, Optional<List<String>> roles) {}

    /**
     * A state.
     *
     * @param next        transitions; empty for a closed state, an empty list still is an open one
     * @param resolutions reasons accepted when it is entered, strings or objects with a {@code key}; empty = none declared
     * @param limit       how long a ticket may stay
     */
    public record State(
            String key, Optional<List<Transition>> next, Optional<JsonArray> resolutions, Optional<Limit> limit) {
        /** Whether a ticket is open in this state. */
        public boolean isOpen() {
            return next.isPresent();
        }

        /** Whether a reason is declared. */
        public boolean accepts(String reason) {
            return resolutions.orElse(JsonArray.EMPTY).stream()
                    .anyMatch(r -> r instanceof JsonString text
                            ? text.value().equals(reason)
                            : r.asObject().flatMap(o -> o.string("key")).equals(Optional.of(reason)));
        }
    }

    /**
     * How long a ticket may stay in a state ({@code sla}) and the action that is taken then ({@code on_timeout}).
     *
     * @param time longer than nothing
     */
    public record Limit(Duration time, String action) {}

    /**
     * A transition.
     *
     * @param roles    who may take it; empty = anybody who may progress the ticket
     * @param required what must come with it: {@code comment}, {@code resolution}
     * @param set      fields that it sets, by dotted path
     * @param assignTo who owns the ticket afterwards
     * @param guards   names of what must agree
     * @param actions  names of what is done afterwards
     * @param json     as it stands in the workflow
     */
    public record Transition(
            String action,
            String target,
            Optional<List<String>> roles,
            Set<String> required,
            JsonObject set,
            Optional<String> assignTo,
            List<String> guards,
            List<String> actions,
            JsonObject json) {
        /** Whether somebody with these roles may take it. */
        public boolean isFor(Set<String> held) {
            return roles.isEmpty() || roles.get().stream().anyMatch(held::contains);
        }
    }

    /** With copies of the collections. */
    public Workflow {
        initial = List.copyOf(initial);
        states = Map.copyOf(states);
    }

    /** Reads a payload. */
    public static Workflow of(JsonObject body) {
        Map<String, State> states = new LinkedHashMap<>();
        for (JsonObject item : objects(body.array("states"))) {
            key(item).ifPresent(k -> states.putIfAbsent(k, state(k, item)));
        }
        return new Workflow(initial(body), states);
    }

    private static List<Initial> initial(JsonObject body) {
        Optional<String> single = body.string("initial_state");
        if (single.isPresent()) {
            return List.of(new Initial(single.get(), Optional.empty()));
        }
        List<Initial> out = new ArrayList<>();
        for (JsonValue value : body.array("initial_state").orElse(JsonArray.EMPTY)) {
            if (value instanceof JsonString name) {
                out.add(new Initial(name.value(), Optional.empty()));
            } else {
                value.asObject()
                        .ifPresent(item -> item.string("name")
                                .or(() -> item.string("state"))
                                .ifPresent(name -> out.add(new Initial(name, roles(item)))));
            }
        }
        return out;
    }

    private static State state(String key, JsonObject item) {
        Optional<List<Transition>> next = item.array("next")
                .map(list -> objects(Optional.of(list)).stream()
                        .filter(t -> t.string("action").isPresent())
                        .map(Workflow::transition)
                        .toList());
        Optional<Limit> limit = item.string("sla")
                .flatMap(Workflow::duration)
                .flatMap(time -> item.string("on_timeout").map(action -> new Limit(time, action)));
        return new State(key, next, item.array("resolutions"), limit);
    }

    /** A duration of ISO 8601 without months and years, such as {@code PT24H} or {@code P2D}; empty if it is none. */
    static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(d -> !d.isNegative() && !d.isZero());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Transition transition(JsonObject item) {
        Set<String> required = new TreeSet<>(item.strings("require"));
        if (item.bool("resolution_required").orElse(false)) {
            required.add("resolution");
        }
        return new Transition(
                item.string("action").orElse(""),
                item.string("state").or(() -> item.string("to")).orElse(""),
                roles(item),
                Set.copyOf(required),
                item.object("set").orElse(JsonObject.EMPTY),
                item.string("assign_to"),
                names(item, "guard"),
                names(item, "actions"),
                item);
    }

    private static List<String> names(JsonObject item, String key) {
        return item.string(key).map(List::of).orElseGet(() -> item.strings(key));
    }

    /** The key of a state, for which older workflows have only a name. */
    static Optional<String> key(JsonObject state) {
        return state.string("state").or(() -> state.string("name"));
    }

    static List<JsonObject> objects(Optional<JsonArray> list) {
        return list.orElse(JsonArray.EMPTY).stream()
                .flatMap(v -> v.asObject().stream())
                .toList();
    }

    private static Optional<List<String>> roles(JsonObject item) {
        Optional<String> single = item.string("role");
        return single.isPresent() ? single.map(List::of) : item.array("roles").map(JsonArray::strings);
    }

    /** The state in which a ticket of somebody with these roles begins ({@code plugins-events.md} 4.3). */
    public Optional<String> initialFor(Set<String> held) {
        Optional<String> fallback = Optional.empty();
        for (Initial item : initial) {
            List<String> wanted = item.roles().orElse(List.of());
            if (fallback.isEmpty() && wanted.contains(DEFAULT)) {
                fallback = Optional.of(item.state());
            } else if (item.roles().isEmpty() || wanted.stream().anyMatch(held::contains)) {
                return Optional.of(item.state());
            }
        }
        return fallback;
    }

    /** The transition that an action takes in a state. */
    public Optional<Transition> transition(String state, String action) {
        return next(state).stream().filter(t -> t.action().equals(action)).findFirst();
    }

    /** The transitions of a state; none for a closed or unknown one. */
    public List<Transition> next(String state) {
        return Optional.ofNullable(states.get(state)).flatMap(State::next).orElse(List.of());
    }

    /** A state that is declared. */
    public Optional<State> state(String key) {
        return Optional.ofNullable(states.get(key));
    }
}
