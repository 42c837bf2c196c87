package cc.dmart.core.internal.entry.lock;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.LockAction;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.pipeline.LockSteps;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.List;
import java.util.Optional;

/**
 * Ends the lock of an entry: because its owner says so, because somebody with the right breaks it, or because its time is over
 * ({@code plugins-events.md} 4.6). For one thread.
 */
final class UnlockCommand implements Command<Boolean> {
    private final CommandContext context;
    private final LockTable locks;
    private final Caller caller;
    private final Locator at;
    private final boolean force;
    private final boolean expiry;

    private UnlockCommand(
            CommandContext context, LockTable locks, Caller caller, Locator at, boolean force, boolean expiry) {
        this.context = context;
        this.locks = locks;
        this.caller = caller;
        this.at = at;
        this.force = force;
        this.expiry = expiry;
    }

    /** A request; {@code force} breaks the lock of somebody else. */
    static UnlockCommand asked(CommandContext context, LockTable locks, Caller caller, Locator at, boolean force) {
        return new UnlockCommand(context, locks, caller, at, force, false);
    }

    /** The time of a lock is over; does nothing if it was extended or ended meanwhile. */
    static UnlockCommand expired(CommandContext context, LockTable locks, EntryLock lock) {
        return new UnlockCommand(context, locks, Caller.system(lock.owner()), lock.at(), false, true);
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<Boolean> begin() {
        StoredEntry current = context.store().find(at).orElseThrow(DmartException.NotFound::entry);
        Optional<EntryLock> held = expiry ? locks.ended(at) : Optional.of(endable(current));
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return expiry
                        ? Optional.empty()
                        : Optional.of(new HookDispatcher.Call(
                                caller,
                                ActionType.UNLOCK,
                                at,
                                Optional.of(current.entry()),
                                Optional.empty(),
                                JsonObject.EMPTY));
            }

            @Override
            public Plan<Boolean> plan(Optional<WireRecord> hooked) {
                return held.map(lock -> planned(current, lock)).orElseGet(() -> Plan.nothing(false));
            }
        };
    }

    private EntryLock endable(StoredEntry current) {
        EntryLock held = locks.find(at).orElseThrow(UnlockCommand::unavailable);
        if (!held.isOf(caller.user())) {
            if (!force) {
                throw unavailable();
            }
            context.access().require(caller, ActionType.UNLOCK, AccessTarget.of(current.entry()));
        }
        return held;
    }

    private Plan<Boolean> planned(StoredEntry current, EntryLock lock) {
        LockSteps.Terms terms = new LockSteps.Terms(lock.owner(), 0);
        Change told = expiry
                ? LockSteps.expired(context.facts(), current, lock)
                : LockSteps.told(context.facts(), caller, ActionType.UNLOCK, current, LockAction.CANCEL.wire(), terms);
        return new Plan<>(Optional.of(told), claims(), () -> {}, false, () -> {}, true);
    }

    private static DmartException unavailable() {
        return new DmartException.Conflict(
                403, ErrorType.LOCK, ErrorCode.LOCK_UNAVAILABLE, "Lock does not exist or you have no access");
    }
}
