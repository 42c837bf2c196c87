package cc.dmart.core.internal.entry;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.Command.Attempt;
import cc.dmart.core.internal.entry.Command.Plan;
import cc.dmart.core.internal.entry.EntryLocks.Held;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.lock.LockTable;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one road of every change ({@code design.md} 1): load and authorise, before-hooks, validate, lock, compare the version,
 * commit, index, forget what is out of date, unlock, inline listeners, reply. What was read before the lock is a snapshot: if
 * the entry changed in between, the command starts again; after {@value #RESTARTS} times it is worked out once more under the
 * lock with what the hooks last said, so that it always comes through. Thread-safe.
 */
@Component(service = ChangePipeline.class)
public final class ChangePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(ChangePipeline.class);
    private static final int RESTARTS = 4;
    private static final int MAX_DEPTH = 5;

    private final EntryStore store;
    private final IndexFeed feed;
    private final AccessPolicy access;
    private final HookDispatcher hooks;
    private final Lookups lookups;
    private final LockTable entryLocks;
    private final EntryLocks locks = new EntryLocks();

    /** A pipeline over these parts. */
    @Activate
    public ChangePipeline(
            @Reference EntryStore store,
            @Reference IndexFeed feed,
            @Reference AccessPolicy access,
            @Reference HookDispatcher hooks,
            @Reference Lookups lookups,
            @Reference LockTable entryLocks) {
        this.store = store;
        this.feed = feed;
        this.access = access;
        this.hooks = hooks;
        this.lookups = lookups;
        this.entryLocks = entryLocks;
    }

    /** Runs a change of an existing entry that minds its lock: if it asks for that, or in a space that enforces locks. */
    <T> T run(Caller caller, CommandContext context, Locator at, boolean checkLock, Command<T> command) {
        return run(caller, new LockChecked<>(context, entryLocks, caller, at, checkLock, command));
    }

    /**
     * Runs a command.
     *
     * @throws DmartException whatever refuses it; nothing is changed then
     */
    <T> T run(Caller caller, Command<T> command) {
        if (caller.depth() > MAX_DEPTH) {
            LOG.error("Event loop detected: change of {} caused by event {} refused", caller.user(), caller.causeId());
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "event loop detected");
        }
        Optional<WireRecord> proposed = Optional.empty();
        for (int i = 0; i < RESTARTS; i++) {
            long version = locks.version(command.claims());
            Attempt<T> attempt = command.begin();
            proposed = attempt.hookCall().flatMap(hooks::before);
            Optional<HookDispatcher.Call> nested = attempt.nestedCall();
            if (nested.isPresent()) {
                proposed = hooks.before(nested.get());
            }
            Plan<T> plan = attempt.plan(proposed);
            if (plan.change().isEmpty()) {
                return plan.result();
            }
            Optional<List<EntryEvent>> events = Optional.empty();
            try (Held held = locks.acquire(plan.claims())) {
                if (locks.version(command.claims()) == version) {
                    events = Optional.of(commit(caller, plan, held));
                }
            }
            if (events.isPresent()) {
                return finish(plan, events.get());
            }
        }
        return runLocked(caller, command, proposed);
    }

    /** Somebody may ask that listeners of plugins do not hear of what he does. */
    private static Change told(Caller caller, Change change) {
        return caller.silent() ? new Change(change.ops(), change.events(), true) : change;
    }

    /** Works a command out without doing it. @throws DmartException whatever would refuse it */
    void check(Command<?> command) {
        command.begin().plan(Optional.empty()).guard().run();
    }

    private <T> T runLocked(Caller caller, Command<T> command, Optional<WireRecord> proposed) {
        Plan<T> plan;
        List<EntryEvent> events;
        List<EntryLocks.Claim> claims = command.begin().plan(proposed).claims();
        try (Held held = locks.acquire(claims.isEmpty() ? command.claims() : claims)) {
            plan = command.begin().plan(proposed);
            if (plan.change().isEmpty()) {
                return plan.result();
            }
            if (!held.holds(plan.claims())) {
                throw DmartException.Conflict.stale();
            }
            events = commit(caller, plan, held);
        }
        return finish(plan, events);
    }

    /** @return what inline listeners are told */
    private <T> List<EntryEvent> commit(Caller caller, Plan<T> plan, Held held) {
        Change change = told(caller, plan.change().orElseThrow());
        plan.guard().run();
        Deadline.check(); // the last moment at which nothing has happened
        try {
            long seq = store.commit(change);
            entryLocks.committed(seq, change);
            feed.applied(seq, change);
            AuditTrail.committed(caller, change.events());
            return change.silent()
                    ? List.of()
                    : change.events().stream().map(e -> e.withSeq(seq)).toList();
        } finally {
            lookups.committed(change);
            if (plan.touchesAccess()) {
                access.invalidate();
            }
            held.changed();
        }
    }

    private <T> T finish(Plan<T> plan, List<EntryEvent> events) {
        try {
            plan.told().run();
        } catch (RuntimeException e) {
            LOG.error("A committed change could not be told to the session store", e);
        }
        hooks.afterInline(events);
        return plan.result();
    }
}
