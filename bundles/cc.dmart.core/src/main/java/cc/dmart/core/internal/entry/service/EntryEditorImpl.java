package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.command.EditPlan;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link EntryEditor} over the change pipeline: no permission is asked for and no hook is called. Thread-safe. */
@Component
public final class EntryEditorImpl implements EntryEditor {
    private final ChangePipeline pipeline;
    private final CommandContext context;

    /** An editor of entries in this store. */
    @Activate
    public EntryEditorImpl(
            @Reference EntryStore store,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
    }

    @Override
    public Entry edit(Caller caller, Locator at, String cause, UnaryOperator<JsonObject> edit) {
        return pipeline.run(caller, new EditCommand(caller, at, cause, edit));
    }

    private final class EditCommand implements Command<Entry> {
        private final Caller caller;
        private final Locator at;
        private final String cause;
        private final UnaryOperator<JsonObject> edit;

        EditCommand(Caller caller, Locator at, String cause, UnaryOperator<JsonObject> edit) {
            this.caller = caller;
            this.at = at;
            this.cause = cause;
            this.edit = edit;
        }

        @Override
        public List<Claim> claims() {
            return List.of(Claim.entry(at));
        }

        @Override
        public Attempt<Entry> begin() {
            StoredEntry current = context.require(at);
            return new Attempt<>() {
                @Override
                public Optional<HookDispatcher.Call> hookCall() {
                    return Optional.empty();
                }

                @Override
                public Plan<Entry> plan(Optional<WireRecord> hooked) {
                    return planned(current);
                }
            };
        }

        private Plan<Entry> planned(StoredEntry current) {
            JsonObject before = current.entry().meta();
            JsonObject after = edit.apply(before);
            if (after.equals(before)) {
                return Plan.nothing(current.entry());
            }
            return new EditPlan(context, caller, current)
                    .named(differing(before, after))
                    .because(cause)
                    .quietly(cause.equals(EditPlan.LOGIN))
                    .of(after, claims(), StoredEntry::entry);
        }
    }

    private static JsonObject differing(JsonObject before, JsonObject after) {
        Set<String> names = new LinkedHashSet<>(before.names());
        names.addAll(after.names());
        JsonObject.Builder out = JsonObject.builder();
        for (String name : names) {
            if (!before.get(name).equals(after.get(name))) {
                out.put(name, JsonArray.EMPTY);
            }
        }
        return out.build();
    }
}
