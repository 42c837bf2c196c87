package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import java.util.List;

/** What commands work with. Thread-safe. */
public record CommandContext(EntryStore store, Lookups lookups, ChangeRules rules) {
    public AccessPolicy access() {
        return rules.access();
    }

    public ChangeFacts facts() {
        return rules.facts();
    }

    /** Adds a line of the activity log if the space keeps one. */
    public void log(
            List<ChangeOp> ops,
            Caller caller,
            ActionType action,
            Locator at,
            JsonObject meta,
            JsonObject details,
            String time) {
        boolean logged = at.type() == ResourceType.SPACE ? Lookups.isLogged(meta) : lookups.isLogged(at.space());
        if (logged) {
            ops.add(new ChangeOp.AppendActivity(at.space(), facts().activity(caller, action, at, meta, details, time)));
        }
    }
}
