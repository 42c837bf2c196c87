package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final EntryStore store;
    private final List<ImportCommand> commands;

    ImportBatch(EntryStore store, List<ImportCommand> commands) {
        this.store = store;
        this.commands = List.copyOf(commands);
    }

    @Override
    public List<Claim> claims() {
        return commands.stream().flatMap(c -> c.claims().stream()).distinct().toList();
    }

    @Override
    public Attempt<Map<Integer, Outcome>> begin() {
        Joined joined = new Joined(taken());
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

    private record Folder(SpaceName space, Subpath path) {
        static Folder of(Locator at) {
            return new Folder(at.space(), at.subpath());
        }
    }

    /** Which of the names are taken, asked once for each folder. */
    private Map<Folder, Set<Shortname>> taken() {
        Map<Folder, Set<Shortname>> names = new HashMap<>();
        for (ImportCommand command : commands) {
            if (command.at().type() != ResourceType.SPACE) {
                names.computeIfAbsent(Folder.of(command.at()), folder -> new HashSet<>())
                        .add(command.at().shortname());
            }
        }
        names.replaceAll((folder, all) -> store.taken(folder.space(), folder.path(), all));
        return names;
    }

    /** What goes together. */
    private static final class Joined {
        private final Map<Folder, Set<Shortname>> taken;
        private final Map<Integer, Outcome> outcomes = new TreeMap<>();
        private final Set<Claim> names = new HashSet<>();
        private final List<ChangeOp> ops = new ArrayList<>();
        private final List<EntryEvent> events = new ArrayList<>();

        Joined(Map<Folder, Set<Shortname>> taken) {
            this.taken = taken;
        }

        void add(int position, ImportCommand command) {
            if (!names.addAll(command.claims())) {
                return;
            }
            Plan<Outcome> plan;
            try {
                plan = command.begin(isTaken(command.at())).plan(Optional.empty());
            } catch (RuntimeException e) { // met again, and told, when it goes alone
                return;
            }
            Optional<Change> change = plan.change();
            if (change.isEmpty() || (plan.claims().equals(command.claims()) && !plan.touchesAccess())) {
                change.ifPresent(this::add);
                outcomes.put(position, plan.result());
            }
        }

        private boolean isTaken(Locator at) {
            return taken.getOrDefault(Folder.of(at), Set.of()).contains(at.shortname());
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
