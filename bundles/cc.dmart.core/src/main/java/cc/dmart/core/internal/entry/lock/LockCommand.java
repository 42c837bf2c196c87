package cc.dmart.core.internal.entry.lock;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.LockAction;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.LockService.Granted;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.command.EditPlan;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.pipeline.LockSteps;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.List;
import java.util.Optional;

/** Takes or extends the lock of an entry ({@code http-api.md} 4.12, {@code plugins-events.md} 4.6). For one thread. */
final class LockCommand implements Command<Granted> {
    private static final String COLLABORATORS = "collaborators";
    private static final String PROCESSED_BY = "processed_by";

    private final CommandContext context;
    private final LockTable locks;
    private final Caller caller;
    private final Locator at;
    private final long period;

    LockCommand(CommandContext context, LockTable locks, Caller caller, Locator at, long period) {
        this.context = context;
        this.locks = locks;
        this.caller = caller;
        this.at = at;
        this.period = period;
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<Granted> begin() {
        StoredEntry current = context.store().find(at).orElseThrow(DmartException.NotFound::entry);
        AccessTarget target = AccessTarget.of(current.entry());
        if (!context.access().allows(caller, ActionType.LOCK, target)) {
            context.access().require(caller, ActionType.UPDATE, target);
        }
        Optional<EntryLock> held = locks.find(at);
        held.filter(lock -> !lock.isOf(caller.user())).ifPresent(lock -> {
            throw new DmartException.Conflict(
                    403, ErrorType.LOCK, ErrorCode.LOCKED_ENTRY, "Entry is already locked by " + lock.owner());
        });
        Optional<EntryLock> ended = held.isPresent() ? Optional.empty() : locks.ended(at);
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller, ActionType.LOCK, at, Optional.of(current.entry()), Optional.empty(), JsonObject.EMPTY);
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.of(call);
            }

            @Override
            public Optional<HookDispatcher.Call> nestedCall() {
                return makesCollaborator(current.entry().meta()) ? Optional.of(updateCall(current)) : Optional.empty();
            }

            @Override
            public Plan<Granted> plan(Optional<WireRecord> hooked) {
                Plan<Granted> plan = planned(current, held.isPresent() ? LockAction.EXTEND : LockAction.LOCK);
                return ended.map(lock -> plan.after(LockSteps.expired(context.facts(), current, lock)))
                        .orElse(plan);
            }
        };
    }

    /** Whether the caller becomes the one who works on a ticket, which is an update of it. */
    private boolean makesCollaborator(JsonObject meta) {
        Optional<String> now = meta.object(COLLABORATORS).flatMap(people -> people.string(PROCESSED_BY));
        return at.type() == ResourceType.TICKET && !now.equals(Optional.of(caller.user()));
    }

    private HookDispatcher.Call updateCall(StoredEntry current) {
        return new HookDispatcher.Call(
                caller, ActionType.UPDATE, at, Optional.of(current.entry()), Optional.empty(), JsonObject.EMPTY);
    }

    private Plan<Granted> planned(StoredEntry current, LockAction what) {
        Change told = LockSteps.told(
                context.facts(),
                caller,
                ActionType.LOCK,
                current,
                what.wire(),
                new LockSteps.Terms(caller.user(), period));
        Granted result = new Granted(caller.user(), period);
        JsonObject before = current.entry().meta();
        JsonObject people = before.object(COLLABORATORS).orElse(JsonObject.EMPTY);
        if (!makesCollaborator(before)) {
            return new Plan<>(Optional.of(told), claims(), () -> {}, false, () -> {}, result);
        }
        JsonObject named = JsonObject.builder()
                .put(
                        COLLABORATORS,
                        JsonObject.builder().put(PROCESSED_BY, JsonArray.EMPTY).build())
                .build();
        return new EditPlan(context, caller, current)
                .named(named)
                .of(
                        before.with(COLLABORATORS, people.with(PROCESSED_BY, new JsonString(caller.user()))),
                        claims(),
                        entry -> result)
                .after(told);
    }
}
