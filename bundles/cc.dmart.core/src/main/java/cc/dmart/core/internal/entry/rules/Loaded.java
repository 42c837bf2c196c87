package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Addresses;

/** Loads what a change is about. Thread-safe. */
public final class Loaded {
    private Loaded() {}

    /**
     * The stored entry, with the times of its file where its meta has none: writing it would lose them.
     *
     * @throws DmartException.Invalid  {@code E(400,request,203)} for a missing space
     * @throws DmartException.NotFound {@code E(404,db,220)} for anything else
     */
    public static StoredEntry require(CommandContext context, Locator at) {
        return context.store()
                .find(at)
                .orElseThrow(() -> missing(at))
                .dated(context.facts().zone());
    }

    private static DmartException missing(Locator at) {
        return at.type() == ResourceType.SPACE
                ? Addresses.invalidSpace(at.space().value())
                : DmartException.NotFound.entry();
    }
}
