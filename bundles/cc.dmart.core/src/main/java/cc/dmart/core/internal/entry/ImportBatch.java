package cc.dmart.core.internal.entry;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.core.internal.entry.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.EntryLocks.Claim;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Archived entries as one change, so that they share a record of the journal, its force and a batch of the index. Left out are
 * those that must go alone: what is refused, what is checked against other entries under the locks, and the second of two with
 * one name. The result has the outcomes by position of those that were stored. For one thread.
 */
final class ImportBatch implements Command<Map<Integer, Outcome>> {
    private final List<ImportCommand> commands;

    ImportBatch(List<ImportCommand> commands) {
        this.commands = List.copyOf(commands);
    }

    @Override
    public List<Claim> claims() {
        return commands.stream().flatMap(c -> c.claims().stream()).distinct().toList();
    }

    @Override
    public Attempt<Map<Integer, Outcome>> begin() {
        Joined joined = new Joined();
        for (int i = 0; i < commands.size(); i++) {
            joined.add(i, commands.get(i));
        }
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.empty();
            }

            @Override
            public Plan<Map<Integer, Outcome>> plan(Optional<WireRecord> proposed) {
                return joined.plan(claims());
            }
        };
    }

    /** What goes together. */
    private static final class Joined {
        private final Map<Integer, Outcome> outcomes = new TreeMap<>();
        private final Set<Claim> names = new HashSet<>();
        private final List<ChangeOp> ops = new ArrayList<>();
        private final List<EntryEvent> events = new ArrayList<>();

        void add(int position, ImportCommand command) {
            if (!names.addAll(command.claims())) {
                return;
            }
            Plan<Outcome> plan;
            try {
                plan = command.begin().plan(Optional.empty());
            } catch (RuntimeException e) { // met again, and told, when it goes alone
                return;
            }
            Optional<Change> change = plan.change();
            if (change.isEmpty() || (plan.claims().equals(command.claims()) && !plan.touchesAccess())) {
                change.ifPresent(this::add);
                outcomes.put(position, plan.result());
            }
        }

        private void add(Change change) {
            ops.addAll(change.ops());
            events.addAll(change.events());
        }

        Plan<Map<Integer, Outcome>> plan(List<Claim> claims) {
            return ops.isEmpty()
                    ? Plan.nothing(outcomes)
                    : new Plan<>(
                            Optional.of(new Change(ops, events, false)), claims, () -> {}, false, () -> {}, outcomes);
        }
    }
}
