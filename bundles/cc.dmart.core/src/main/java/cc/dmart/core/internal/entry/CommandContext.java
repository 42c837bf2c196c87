package cc.dmart.core.internal.entry;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.List;

/** What commands work with. Thread-safe. */
record CommandContext(EntryStore store, Lookups lookups, ChangeRules rules) {
    AccessPolicy access() {
        return rules.access();
    }

    ChangeFacts facts() {
        return rules.facts();
    }

    /** Adds a line of the activity log if the space keeps one. */
    void log(
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
