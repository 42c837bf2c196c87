package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One change that somebody asks for; a new kind of change is a new implementation, run by {@link ChangePipeline}. For one thread.
 *
 * @param <T> what the one who asked is told
 */
public interface Command<T> {
    /** What is changed, known from the request alone. */
    List<Claim> claims();

    /**
     * Loads what is there and asks for permission. Called again when somebody else was faster.
     *
     * @throws DmartException if it is missing or not allowed
     */
    Attempt<T> begin();

    /** How it is told that the store did not take the change; what the server otherwise cannot do is told as it is. */
    default DmartException unstored(DmartException.Unavailable error) {
        return error;
    }

    /** A try on one snapshot. */
    interface Attempt<T> {
        /** What before-hooks are to see; empty for changes that are none of their business. */
        Optional<HookDispatcher.Call> hookCall();

        /**
         * A further entry that the change makes and that before-hooks are to see once the first call went well; what they leave
         * of its record is then what {@link #plan} is given.
         *
         * @throws DmartException if it is not legal
         */
        default Optional<HookDispatcher.Call> nestedCall() {
            return Optional.empty();
        }

        /**
         * Validates and works out the change.
         *
         * @param proposed the record as hooks left it
         * @throws DmartException if it is not legal
         */
        Plan<T> plan(Optional<WireRecord> proposed);
    }

    /**
     * A change worked out.
     *
     * @param change        what to commit; empty if there is nothing to do
     * @param claims        all that must be locked, those of the command included
     * @param guard         checks that need the locks: uniqueness, references, contents of a tree
     * @param touchesAccess whether compiled grants may be out of date afterwards
     * @param told          who else is told after the commit
     * @param result        what the one who asked is told
     */
    record Plan<T>(
            Optional<Change> change,
            List<Claim> claims,
            Runnable guard,
            boolean touchesAccess,
            Runnable told,
            T result) {

        /** The same with another change, of the same entries, behind it; nothing is added to nothing. */
        Plan<T> before(Change more) {
            return with(change.map(first -> joined(first, more)));
        }

        /** The same with another change, of the same entries, in front of it. */
        public Plan<T> after(Change more) {
            return with(change.map(last -> joined(more, last)));
        }

        /** The same with a further plan in the same change: all of both, this one first. */
        public Plan<T> and(Plan<?> more) {
            List<Claim> all = new ArrayList<>(claims);
            more.claims.stream().filter(c -> !all.contains(c)).forEach(all::add);
            Plan<T> both = more.change.map(this::before).orElse(this);
            return new Plan<>(
                    both.change,
                    all,
                    () -> {
                        guard.run();
                        more.guard.run();
                    },
                    touchesAccess || more.touchesAccess,
                    told,
                    result);
        }

        /** The same, with a further check under the locks, before the others. */
        public Plan<T> guarded(Runnable more) {
            Runnable all = () -> {
                more.run();
                guard.run();
            };
            return new Plan<>(change, claims, all, touchesAccess, told, result);
        }

        /** The same, telling somebody more after the commit. */
        public Plan<T> thenTell(Runnable more) {
            Runnable all = () -> {
                told.run();
                more.run();
            };
            return new Plan<>(change, claims, guard, touchesAccess, all, result);
        }

        private Plan<T> with(Optional<Change> other) {
            return new Plan<>(other, claims, guard, touchesAccess, told, result);
        }

        private static Change joined(Change first, Change last) {
            List<ChangeOp> ops = new ArrayList<>(first.ops());
            ops.addAll(last.ops());
            List<EntryEvent> events = new ArrayList<>(first.events());
            events.addAll(last.events());
            return new Change(ops, events, first.silent());
        }

        /** Nothing to do. */
        public static <T> Plan<T> nothing(T result) {
            return new Plan<>(Optional.empty(), List.of(), () -> {}, false, () -> {}, result);
        }
    }
}
