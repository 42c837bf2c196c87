package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.form.Addresses;
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

    /**
     * The stored entry, with the times of its file where its meta has none: writing it would lose them.
     *
     * @throws DmartException.Invalid  {@code E(400,request,203)} for a missing space
     * @throws DmartException.NotFound {@code E(404,db,220)} for anything else
     */
    public StoredEntry require(Locator at) {
        return store.find(at).orElseThrow(() -> missing(at)).dated(facts().zone());
    }

    private static DmartException missing(Locator at) {
        return at.type() == ResourceType.SPACE
                ? Addresses.invalidSpace(at.space().value())
                : DmartException.NotFound.entry();
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
