package cc.dmart.core.internal.ticket;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What would make tickets of a workflow fail later ({@code plugins-events.md} 4.2): no or unknown initial states, duplicate
 * states or actions, unknown targets, states that nothing leads to. Not thread-safe; one per workflow.
 */
public final class WorkflowCheck {
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
