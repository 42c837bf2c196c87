package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.TicketService.Progress;
import cc.dmart.api.service.TicketService.Step;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.command.EditPlan;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.ticket.TransitionExtensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Moves a ticket along a transition, with its comment in the same change ({@code plugins-events.md} 4.4). What the transition
 * says is worked out after the before-hooks. For one thread.
 */
final class ProgressCommand implements Command<Progress> {
    private static final String STATE = "state";
    private static final String OPEN = "is_open";
    private static final String REASON = "resolution_reason";

    private final CommandContext context;
    private final TransitionExtensions extensions;
    private final Caller caller;
    private final Locator at;
    private final Step step;
    private final Predicate<JsonObject> condition;
    private boolean wanted = true;

    /** What guards were asked about last. */
    private Optional<Transitions.Taken> agreed = Optional.empty();

    ProgressCommand(CommandContext context, TransitionExtensions extensions, Caller caller, Locator ticket, Step step) {
        this(context, extensions, caller, ticket, step, meta -> true);
    }

    /** @param condition asked of the very ticket that is moved; nothing is done where it does not hold */
    ProgressCommand(
            CommandContext context,
            TransitionExtensions extensions,
            Caller caller,
            Locator ticket,
            Step step,
            Predicate<JsonObject> condition) {
        this.condition = condition;
        this.context = context;
        this.extensions = extensions;
        this.caller = caller;
        this.at = ticket;
        this.step = step;
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<Progress> begin() {
        if (!context.lookups().exists(at.space())) {
            throw Addresses.invalidSpace(at.space().value());
        }
        StoredEntry current = context.store().find(at).orElseThrow(DmartException.NotFound::entry);
        authorise(current);
        wanted = condition.test(current.entry().meta());
        return wanted ? new ProgressAttempt(current) : new NoAttempt(new Ticket(current.entry()));
    }

    /** Whether the condition held when the command was last begun. */
    boolean wasWanted() {
        return wanted;
    }

    /** Leaves the ticket as it is. */
    private record NoAttempt(Ticket ticket) implements Attempt<Progress> {
        @Override
        public Optional<HookDispatcher.Call> hookCall() {
            return Optional.empty();
        }

        @Override
        public Plan<Progress> plan(Optional<WireRecord> proposed) {
            return Plan.nothing(new Progress(ticket.state().orElse(""), ticket.isOpen()));
        }
    }

    private void authorise(StoredEntry current) {
        try {
            context.access().require(caller, ActionType.PROGRESS_TICKET, target(current, step));
        } catch (DmartException.Forbidden e) {
            throw new DmartException.Forbidden(e.status(), e.type(), e.code(), e.text() + " [38]");
        }
    }

    /** The ticket with the fields that a progress writes, for field restrictions. */
    static AccessTarget target(StoredEntry ticket, Step step) {
        JsonObject written = JsonObject.builder()
                .put(STATE, ticket.entry().meta().get(STATE).orElse(JsonNull.NULL))
                .put(REASON, step.resolution().<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
                .build();
        return AccessTarget.of(ticket.entry()).writing(written);
    }

    private final class ProgressAttempt implements Attempt<Progress> {
        private final StoredEntry current;
        private Transitions.@Nullable Taken decided;
        private Optional<TicketComment> comment = Optional.empty();

        ProgressAttempt(StoredEntry current) {
            this.current = current;
        }

        @Override
        public Optional<HookDispatcher.Call> hookCall() {
            JsonObject told = JsonObject.builder()
                    .put("action", step.action())
                    .putIfPresent("resolution", step.resolution())
                    .putIfPresent("comment", step.comment())
                    .build();
            return Optional.of(new HookDispatcher.Call(
                    caller, ActionType.PROGRESS_TICKET, at, Optional.of(current.entry()), Optional.empty(), told));
        }

        @Override
        public Optional<HookDispatcher.Call> nestedCall() {
            Transitions.Taken taken = decide();
            List<String> guards = taken.transition().guards();
            if (!guards.isEmpty()) {
                extensions.check(guards, facts(taken));
            }
            agreed = Optional.of(taken);
            return comment.flatMap(TicketComment::hookCall);
        }

        private Transitions.Taken decide() {
            Transitions.Taken taken = decided;
            if (taken == null) {
                taken = Transitions.take(context.rules().tickets(), caller, new Ticket(current.entry()), step);
                String state = taken.transition().target();
                comment = step.comment().map(text -> TicketComment.begin(context, caller, at, text, state));
                decided = taken;
            }
            return taken;
        }

        private TransitionExtensions.Step facts(Transitions.Taken taken) {
            return new TransitionExtensions.Step(
                    caller,
                    current.entry(),
                    step.action(),
                    taken.from(),
                    taken.transition().target(),
                    step.resolution(),
                    step.comment());
        }

        @Override
        public Plan<Progress> plan(Optional<WireRecord> proposed) {
            Transitions.Taken taken = decide();
            requireAgreed(taken);
            Plan<Progress> plan = planned(taken);
            if (comment.isPresent()) {
                plan = plan.and(comment.get().plan(proposed));
            }
            List<String> actions = taken.transition().actions();
            return actions.isEmpty() ? plan : plan.thenTell(() -> extensions.perform(actions, facts(taken)));
        }

        /** Under the lock no guard is asked: what they agreed to may have become another transition meanwhile. */
        private void requireAgreed(Transitions.Taken taken) {
            boolean other = agreed.isPresent() && !agreed.get().equals(taken);
            if (other && !taken.transition().guards().isEmpty()) {
                throw DmartException.Conflict.stale();
            }
        }

        private Plan<Progress> planned(Transitions.Taken taken) {
            String target = taken.transition().target();
            JsonObject.Builder meta = current.entry().meta().toBuilder();
            JsonObject.Builder named = JsonObject.builder();
            put(meta, named, STATE, new JsonString(target));
            meta.put(OPEN, taken.open());
            named.put(OPEN, JsonArray.EMPTY);
            step.resolution().ifPresent(reason -> put(meta, named, REASON, new JsonString(reason)));
            TransitionEffects effects = new TransitionEffects(context, current, taken.transition());
            Optional<JsonString> given = effects.owner();
            given.ifPresent(owner -> put(meta, named, "owner_shortname", owner));
            named.putAll(effects.fields());
            JsonObject moved =
                    context.rules().tickets().timed(at.space(), effects.applied(meta.build()), context.facts());
            List<Claim> claims = new ArrayList<>(claims());
            given.ifPresent(owner -> claims.add(context.rules().accounts().claim(owner.value())));
            return new EditPlan(context, caller, current)
                    .payload(effects.payload())
                    .named(named.build())
                    .noting(commentDiff())
                    .tell(ActionType.PROGRESS_TICKET, told(taken))
                    .of(moved, claims, entry -> new Progress(target, taken.open()))
                    .guarded(effects::owner); // who may be deleted meanwhile
        }

        private JsonObject commentDiff() {
            return step.comment()
                    .map(text -> JsonObject.builder()
                            .put(
                                    "comment",
                                    JsonObject.builder()
                                            .put("old", "null")
                                            .put("new", text)
                                            .put("op", "add")
                                            .build())
                            .build())
                    .orElse(JsonObject.EMPTY);
        }

        private JsonObject told(Transitions.Taken taken) {
            return JsonObject.builder()
                    .put("previous_state", taken.from())
                    .put(STATE, taken.transition().target())
                    .put("action", step.action())
                    .put(OPEN, taken.open())
                    .putIfPresent(REASON, step.resolution())
                    .putIfPresent("comment_shortname", comment.map(TicketComment::shortname))
                    .build();
        }
    }

    private static void put(JsonObject.Builder meta, JsonObject.Builder named, String name, JsonValue value) {
        meta.put(name, value);
        named.put(name, JsonArray.EMPTY);
    }
}
