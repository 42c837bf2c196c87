package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.pipeline.Command.Attempt;
import cc.dmart.core.internal.entry.pipeline.Command.Plan;
import cc.dmart.core.internal.entry.pipeline.EntryLocks.Held;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.quota.Quotas;
import cc.dmart.core.internal.quota.Room;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one road of every change ({@code design.md} 1): load and authorise, before-hooks, validate, lock, compare the version,
 * commit, index, forget what is out of date, unlock, inline listeners, reply. What was read before the lock is a snapshot: if
 * the entry changed in between, the command starts again; after {@value #RESTARTS} times it is worked out once more under the
 * lock with what the hooks last said, so that it always comes through.
 *
 * <p>A change that is durable and cannot be brought into the files keeps its locks behind the reply, and goes the rest of the road
 * when it can: else one that was worked out before it could be written over it. Thread-safe.
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
    private final Quotas quotas;
    private final EntryLocks locks = new EntryLocks();
    private final ExecutorService latecomers = CoreThreads.workers("dmart-late", 1);

    /** A pipeline over these parts. */
    @Activate
    public ChangePipeline(
            @Reference EntryStore store,
            @Reference IndexFeed feed,
            @Reference AccessPolicy access,
            @Reference HookDispatcher hooks,
            @Reference Lookups lookups,
            @Reference LockTable entryLocks,
            @Reference Quotas quotas) {
        this.store = store;
        this.feed = feed;
        this.access = access;
        this.hooks = hooks;
        this.lookups = lookups;
        this.entryLocks = entryLocks;
        this.quotas = quotas;
    }

    /** Takes no late changes on any more. */
    @Deactivate
    public void stop() {
        latecomers.shutdown(); // not interrupted: the index would close its files
    }

    /**
     * Runs a change of an entry or attachment that minds locks: if it asks for that, or in a space that enforces locks.
     *
     * @param facts tell of the caller's own lock if it ends with the change
     */
    public <T> T run(Caller caller, ChangeFacts facts, Locator at, boolean checkLock, Command<T> command) {
        return run(caller, new LockChecked<>(store, lookups, facts, entryLocks, caller, at, checkLock, command));
    }

    /**
     * Runs a command.
     *
     * @throws DmartException whatever refuses it; nothing is changed then
     */
    public <T> T run(Caller caller, Command<T> command) {
        if (caller.depth() > MAX_DEPTH) {
            LOG.error("Event loop detected: change of {} caused by event {} refused", caller.user(), caller.causeId());
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "event loop detected");
        }
        Proposal proposal = Proposal.NONE;
        for (int i = 0; i < RESTARTS; i++) {
            long version = locks.version(command.claims());
            Attempt<T> attempt = command.begin();
            proposal = propose(attempt);
            Plan<T> plan = attempt.plan(proposal.left);
            if (plan.change().isEmpty()) {
                return plan.result();
            }
            Optional<List<EntryEvent>> events = Optional.empty();
            try (Held held = locks.acquire(plan.claims())) {
                if (locks.version(command.claims()) == version) {
                    events = Optional.of(commit(caller, command, plan, proposal.notes, held));
                }
            }
            if (events.isPresent()) {
                return finish(plan, events.get());
            }
        }
        return runLocked(caller, command, proposal);
    }

    private Proposal propose(Attempt<?> attempt) {
        Optional<HookDispatcher.Call> call = attempt.hookCall();
        Optional<HookDispatcher.Call> left = call.map(hooks::before);
        Optional<HookDispatcher.Call> nested = attempt.nestedCall().map(hooks::before);
        HookNotes notes = HookNotes.of(left, nested);
        return nested.isPresent()
                ? new Proposal(Optional.empty(), nested.get().proposed(), true, notes)
                : new Proposal(
                        call.flatMap(HookDispatcher.Call::proposed),
                        left.flatMap(HookDispatcher.Call::proposed),
                        false,
                        notes);
    }

    /**
     * What hooks were shown and what they left of it.
     *
     * @param nested whether it is of an entry that the change makes, and thus independent of what is stored
     */
    private record Proposal(Optional<WireRecord> shown, Optional<WireRecord> left, boolean nested, HookNotes notes) {
        static final Proposal NONE = new Proposal(Optional.empty(), Optional.empty(), false, HookNotes.NONE);

        /**
         * The proposal on a later state of the entry. What no hook altered is what the attempt proposes now, which may be worked
         * out from the stored entry.
         *
         * @throws DmartException.Conflict if a hook altered what would be proposed otherwise now
         */
        Optional<WireRecord> later(Attempt<?> attempt) {
            if (nested) {
                return left;
            }
            Optional<WireRecord> now = attempt.hookCall().flatMap(HookDispatcher.Call::proposed);
            if (left.equals(shown)) {
                return now;
            }
            if (!now.equals(shown)) {
                throw DmartException.Conflict.stale();
            }
            return left;
        }
    }

    /** Somebody may ask that listeners of plugins do not hear of what he does. */
    private static Change told(Caller caller, Change change) {
        return caller.silent() ? new Change(change.ops(), change.events(), true) : change;
    }

    /** Works a command out without doing it. @throws DmartException whatever would refuse it */
    public void check(Command<?> command) {
        command.begin().plan(Optional.empty()).guard().run();
    }

    private <T> T runLocked(Caller caller, Command<T> command, Proposal proposal) {
        Plan<T> plan;
        List<EntryEvent> events;
        List<Claim> claims = planned(command, proposal).claims();
        try (Held held = locks.acquire(claims.isEmpty() ? command.claims() : claims)) {
            plan = planned(command, proposal);
            if (plan.change().isEmpty()) {
                return plan.result();
            }
            if (!held.holds(plan.claims())) {
                throw DmartException.Conflict.stale();
            }
            events = commit(caller, command, plan, proposal.notes, held);
        }
        return finish(plan, events);
    }

    private static <T> Plan<T> planned(Command<T> command, Proposal proposal) {
        Attempt<T> attempt = command.begin();
        return attempt.plan(proposal.later(attempt));
    }

    /** @return what inline listeners are told */
    private <T> List<EntryEvent> commit(Caller caller, Command<T> command, Plan<T> plan, HookNotes notes, Held held) {
        Change change = told(caller, notes.in(plan.change().orElseThrow()));
        plan.guard().run();
        try (Room room = quotas.reserve(caller, change)) {
            Deadline.check(); // the last moment at which nothing has happened
            return commit(caller, command, plan, held, change, room);
        }
    }

    private List<EntryEvent> commit(
            Caller caller, Command<?> command, Plan<?> plan, Held held, Change change, Room room) {
        Arrival arrival = new Arrival(caller, plan, held, change, hooks.passage(change));
        room.begin();
        try (Interrupts interrupts = new Interrupts()) {
            long seq = store.commit(change, arrival::comesLate);
            interrupts.clear(); // the store gives back one that came while it wrote
            List<EntryEvent> events = arrival.at(seq);
            room.used();
            return events;
        } catch (DmartException.Unavailable e) {
            if (e.isStored()) {
                held.leave();
            }
            throw command.unstored(e);
        } finally {
            arrival.over();
            if (!held.isLeft()) {
                arrival.passage.close();
            }
        }
    }

    /** The way of a change from the files into what is kept beside them, under its locks: at once, or later by another thread. */
    private final class Arrival {
        private final Caller caller;
        private final Plan<?> plan;
        private final Held held;
        private final Change change;
        private final HookDispatcher.Passage passage;

        Arrival(Caller caller, Plan<?> plan, Held held, Change change, HookDispatcher.Passage passage) {
            this.caller = caller;
            this.plan = plan;
            this.held = held;
            this.change = change;
            this.passage = passage;
        }

        /** @return what inline listeners are told */
        List<EntryEvent> at(long seq) {
            followed(seq, () -> entryLocks.committed(seq, change));
            feed.applied(seq, change);
            followed(seq, () -> AuditTrail.committed(caller, change.events()));
            return change.silent()
                    ? List.of()
                    : change.events().stream().map(e -> e.withSeq(seq)).toList();
        }

        /** What was true before may be no longer. */
        void over() {
            lookups.committed(change);
            if (plan.touchesAccess()) {
                access.invalidate();
            }
            held.changed();
        }

        /** It is in the files, when its request is over. */
        void comesLate(long seq) {
            held.resume();
            try {
                latecomers.execute(() -> late(seq));
            } catch (Throwable e) { // stopped, or no memory for a thread; what it holds must not stay locked
                LOG.debug("The thread for late changes is not there", e);
                late(seq);
            }
        }

        private void late(long seq) {
            List<EntryEvent> events;
            try {
                events = at(seq);
            } finally {
                over();
                passage.close();
                held.end();
            }
            LOG.info("Change {} was taken in late", seq);
            tell(plan, events);
        }
    }

    /** What comes behind a commit cannot undo it, so its failure, whatever it is, is no answer to the one who asked. */
    private static void followed(long seq, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.error("A step behind the commit of change {} failed", seq, e);
        }
    }

    private <T> T finish(Plan<T> plan, List<EntryEvent> events) {
        tell(plan, events);
        return plan.result();
    }

    private void tell(Plan<?> plan, List<EntryEvent> events) {
        try (Interrupts interrupts = new Interrupts()) {
            try {
                plan.told().run();
            } catch (RuntimeException e) {
                LOG.error("A committed change could not be told to the session store", e);
            }
            interrupts.clear();
            hooks.afterInline(events);
        }
    }
}
