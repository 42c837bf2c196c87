package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.ticket.TransitionExtensions;
import cc.dmart.core.internal.ticket.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@link TicketService} over the change pipeline. Thread-safe. */
@Component
public final class TicketServiceImpl implements TicketService, DueTickets {
    private final ChangePipeline pipeline;
    private final CommandContext context;

    /** Guards and actions of plugins; a transition that names a guard is refused without them. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TransitionExtensions extensions;

    /** A service over these parts. */
    @Activate
    public TicketServiceImpl(
            @Reference EntryStore store,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
    }

    @Override
    public Progress progress(Caller caller, Locator ticket, Step step) {
        return pipeline.run(
                caller,
                context.facts(),
                ticket,
                step.checkLock(),
                new ProgressCommand(context, extensions(), caller, ticket, step));
    }

    @Override
    public boolean progressIf(Caller caller, Locator ticket, Step step, Predicate<JsonObject> condition) {
        ProgressCommand command = new ProgressCommand(context, extensions(), caller, ticket, step, condition);
        pipeline.run(caller, context.facts(), ticket, step.checkLock(), command);
        return command.wasWanted();
    }

    private TransitionExtensions extensions() {
        TransitionExtensions now = extensions;
        return now == null ? NONE : now;
    }

    private static final TransitionExtensions NONE = new TransitionExtensions() {
        @Override
        public void check(List<String> guards, TransitionExtensions.Step step) {
            throw new DmartException.Vetoed(
                    400,
                    ErrorType.TRANSITION,
                    ErrorCode.INVALID_TICKET_STATUS,
                    "The guard " + guards.get(0) + " is not available",
                    List.of());
        }

        @Override
        public void perform(List<String> actions, TransitionExtensions.Step step) {
            // nobody is there to do it
        }
    };

    @Override
    public JsonObject actions(Caller caller, Locator at) {
        if (!context.lookups().exists(at.space())) {
            throw Addresses.invalidSpace(at.space().value());
        }
        StoredEntry stored = context.store().find(at).orElseThrow(DmartException.NotFound::entry);
        context.access().require(caller, ActionType.VIEW, AccessTarget.of(stored.entry()));
        Ticket ticket = new Ticket(stored.entry());
        String name = ticket.workflowShortname().orElse("");
        Workflow workflow = context.rules().tickets().workflow(at.space(), name);
        Step any = new Step("", Optional.empty(), Optional.empty(), false);
        boolean mayProgress = ticket.isOpen()
                && context.access().allows(caller, ActionType.PROGRESS_TICKET, ProgressCommand.target(stored, any));
        String state = ticket.state().orElse("");
        return JsonObject.builder()
                .put("state", state)
                .put("is_open", ticket.isOpen())
                .put("workflow_shortname", name)
                .put("actions", new JsonArray(mayProgress ? open(caller, workflow, state) : List.of()))
                .build();
    }

    private List<JsonValue> open(Caller caller, Workflow workflow, String state) {
        Set<String> roles = context.rules().tickets().rolesOf(caller);
        List<JsonValue> out = new ArrayList<>();
        for (Workflow.Transition transition : workflow.next(state)) {
            if (caller.system() || transition.isFor(roles)) {
                JsonArray resolutions = workflow.state(transition.target())
                        .flatMap(Workflow.State::resolutions)
                        .orElse(JsonArray.EMPTY);
                out.add(JsonObject.builder()
                        .put("action", transition.action())
                        .put("state", transition.target())
                        .put("resolutions", resolutions)
                        .put(
                                "require",
                                JsonArray.ofStrings(
                                        transition.required().stream().sorted().toList()))
                        .build());
            }
        }
        return out;
    }
}
