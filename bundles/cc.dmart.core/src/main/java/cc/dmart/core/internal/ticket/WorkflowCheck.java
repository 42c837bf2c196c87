package cc.dmart.core.internal.ticket;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What would make tickets of a workflow fail later ({@code plugins-events.md} 4.2): no or unknown initial states, duplicate
 * states or actions, unknown targets, states that nothing leads to, limits of time without an action, guards and
 * new owners that could not be asked for by name. Not thread-safe; one per workflow.
 */
public final class WorkflowCheck {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_$.-]+");

    private final JsonObject body;
    private final Workflow workflow;
    private final List<JsonObject> problems = new ArrayList<>();

    private WorkflowCheck(JsonObject body) {
        this.body = body;
        this.workflow = Workflow.of(body);
    }

    /** The problems, each with its place and a text; none for a sound workflow. */
    public static List<JsonObject> problems(JsonObject body) {
        WorkflowCheck check = new WorkflowCheck(body);
        check.run();
        return List.copyOf(check.problems);
    }

    private void run() {
        if (workflow.initial().isEmpty()) {
            problem("there is no initial state", "initial_state");
        }
        for (Workflow.Initial initial : workflow.initial()) {
            if (workflow.state(initial.state()).isEmpty()) {
                problem("the initial state " + initial.state() + " is not declared", "initial_state");
            }
        }
        duplicates();
        workflow.states().values().forEach(this::transitions);
        Workflow.objects(body.array("states")).forEach(this::limit);
        unreachable();
    }

    private void duplicates() {
        Set<String> seen = new HashSet<>();
        for (JsonObject state : Workflow.objects(body.array("states"))) {
            Workflow.key(state)
                    .filter(key -> !seen.add(key))
                    .ifPresent(key -> problem("the state " + key + " is declared twice", "states", key));
        }
    }

    private void transitions(Workflow.State state) {
        Set<String> actions = new HashSet<>();
        for (Workflow.Transition transition : state.next().orElse(List.of())) {
            if (!actions.add(transition.action())) {
                problem("the action is declared twice", "states", state.key(), transition.action());
            }
            if (workflow.state(transition.target()).isEmpty()) {
                problem(
                        "the target " + transition.target() + " is not declared",
                        "states",
                        state.key(),
                        transition.action());
            }
            named(state, transition);
        }
    }

    /** What is no name would let nobody through, or everybody. */
    private void named(Workflow.State state, Workflow.Transition transition) {
        JsonObject json = transition.json();
        boolean names = json.string("guard")
                .map(List::of)
                .or(() -> json.array("guard")
                        .filter(list -> list.size() == json.strings("guard").size())
                        .map(list -> json.strings("guard")))
                .filter(list -> list.stream().allMatch(NAME.asMatchPredicate()))
                .isPresent();
        if (isSaid(json, "guard") && !names) {
            problem("the guard is no name of a guard", "states", state.key(), transition.action(), "guard");
        }
        if (isSaid(json, "assign_to")
                && transition.assignTo().filter(NAME.asMatchPredicate()).isEmpty()) {
            problem(
                    "assign_to is no account, collaborator or reporter",
                    "states",
                    state.key(),
                    transition.action(),
                    "assign_to");
        }
    }

    private static boolean isSaid(JsonObject json, String member) {
        return json.get(member).filter(v -> !v.isNull()).isPresent();
    }

    /** A limit of time is whole, and nobody needs to be there when it is over. */
    private void limit(JsonObject state) {
        String key = Workflow.key(state).orElse("");
        if (!state.has("sla") && !state.has("on_timeout")) {
            return;
        }
        if (state.string("sla").flatMap(Workflow::duration).isEmpty()) {
            problem("the sla is no duration such as PT24H", "states", key, "sla");
        }
        Optional<Workflow.Transition> taken =
                state.string("on_timeout").flatMap(action -> workflow.transition(key, action));
        if (taken.isEmpty()) {
            problem("on_timeout is no action of the state", "states", key, "on_timeout");
        } else if (!taken.get().required().isEmpty()) {
            problem("the action of on_timeout requires what only a person gives", "states", key, "on_timeout");
        }
    }

    private void unreachable() {
        Set<String> reached = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>();
        workflow.initial().forEach(i -> todo.add(i.state()));
        while (!todo.isEmpty()) {
            String key = todo.remove();
            if (reached.add(key)) {
                workflow.next(key).forEach(t -> todo.add(t.target()));
            }
        }
        for (String key : workflow.states().keySet().stream().sorted().toList()) {
            if (!reached.contains(key)) {
                problem("nothing leads to the state " + key, "states", key);
            }
        }
    }

    private void problem(String text, String... place) {
        problems.add(JsonObject.builder()
                .put("loc", JsonArray.ofStrings(List.of(place)))
                .put("msg", text)
                .build());
    }
}
