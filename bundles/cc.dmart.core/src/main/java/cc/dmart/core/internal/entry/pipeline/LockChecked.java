package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.LockAction;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change that minds locks, because the request asks for that or the space enforces them: it is refused while somebody else
 * holds the lock of the entry or, for an attachment, of the entry that it hangs on. A request that asked gives up its own lock
 * with the change ({@code storage.md} 3.7, {@code plugins-events.md} 4.4 step 13, 4.6). For one thread.
 */
final class LockChecked<T> implements Command<T> {
    private final EntryStore store;
    private final Lookups lookups;
    private final ChangeFacts facts;
    private final LockTable locks;
    private final Caller caller;
    private final Locator at;
    private final boolean asked;
    private final Command<T> command;

    LockChecked(
            EntryStore store,
            Lookups lookups,
            ChangeFacts facts,
            LockTable locks,
            Caller caller,
            Locator at,
            boolean asked,
            Command<T> command) {
        this.store = store;
        this.lookups = lookups;
        this.facts = facts;
        this.locks = locks;
        this.caller = caller;
        this.at = at;
        this.asked = asked;
        this.command = command;
    }

    @Override
    public List<Claim> claims() {
        return command.claims();
    }

    @Override
    public DmartException unstored(DmartException.Unavailable error) {
        return command.unstored(error);
    }

    @Override
    public Attempt<T> begin() {
        Attempt<T> inner = command.begin();
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return inner.hookCall();
            }

            @Override
            public Optional<HookDispatcher.Call> nestedCall() {
                return inner.nestedCall();
            }

            @Override
            public Plan<T> plan(Optional<WireRecord> proposed) {
                return checked(inner.plan(proposed));
            }
        };
    }

    private Plan<T> checked(Plan<T> plan) {
        boolean minded = asked || lookups.enforcesLocks(at.space());
        boolean tree = minded && (at.type() == ResourceType.FOLDER || at.type() == ResourceType.SPACE) && goes(plan);
        if (!tree) {
            requireNoOthers(concerned(plan, minded));
        }
        Optional<EntryLock> own = locks.find(at);
        Plan<T> all = asked && own.isPresent() && plan.change().isPresent()
                ? plan.before(released(plan.change().get(), own.get()))
                : plan;
        // nobody works it out anew because a lock below it was taken meanwhile
        return tree ? all.guarded(() -> requireNoOthers(locks.under(at))) : all;
    }

    private void requireNoOthers(List<EntryLock> held) {
        for (EntryLock lock : held) {
            if (!lock.isOf(caller.user())) {
                throw DmartException.Conflict.locked();
            }
        }
    }

    private List<EntryLock> concerned(Plan<T> plan, boolean minded) {
        List<EntryLock> out = new ArrayList<>();
        if (minded) {
            locks.find(at).ifPresent(out::add);
        }
        if (at.type().isAttachment()) {
            if (minded) {
                locks.ofParent(at).ifPresent(out::add);
            }
            movedTo(plan)
                    .filter(to -> asked || lookups.enforcesLocks(to.space()))
                    .flatMap(locks::ofParent)
                    .ifPresent(out::add);
        }
        return out;
    }

    /** Whether the change takes away what the locks are asked of. */
    private boolean goes(Plan<?> plan) {
        return plan.change().stream()
                .flatMap(change -> change.ops().stream())
                .anyMatch(op -> (op instanceof ChangeOp.RemoveEntry remove
                                && remove.at().equals(at))
                        || (op instanceof ChangeOp.MoveEntry move && move.from().equals(at)));
    }

    private static Optional<Locator> movedTo(Plan<?> plan) {
        return plan.change()
                .flatMap(change -> change.ops().stream()
                        .filter(ChangeOp.MoveEntry.class::isInstance)
                        .map(op -> ((ChangeOp.MoveEntry) op).to())
                        .findFirst());
    }

    /** The own lock ends, told of the entry as the change leaves it; a deleted one takes lock and history with it. */
    private Change released(Change change, EntryLock lock) {
        Locator where = at;
        JsonObject meta = store.find(at).map(e -> e.entry().meta()).orElse(JsonObject.EMPTY);
        boolean gone = false;
        for (ChangeOp op : change.ops()) {
            if (op instanceof ChangeOp.MoveEntry move && move.from().equals(at)) {
                where = move.to();
                meta = move.meta();
            } else if (op instanceof ChangeOp.PutEntry put && put.at().equals(at)) {
                meta = put.meta();
            }
            gone |= op instanceof ChangeOp.RemoveEntry remove && remove.at().equals(at);
        }
        Change told = LockSteps.told(
                facts,
                caller,
                ActionType.UNLOCK,
                where,
                meta,
                LockAction.UNLOCK.wire(),
                new LockSteps.Terms(lock.owner(), 0));
        return gone ? new Change(List.of(), told.events(), false) : told;
    }
}
