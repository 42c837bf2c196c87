package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import java.util.function.UnaryOperator;

/** Changes of the server itself to the meta of an entry, through the change pipeline. Thread-safe. */
public interface EntryEditor {
    /**
     * Reads, edits and commits a meta under the lock of the entry, with history line and {@code update} event. Nothing happens
     * if the edit returns an equal meta.
     *
     * @param cause value of the event attribute {@code cause}; empty for none
     * @return the entry as it is now
     * @throws DmartException.NotFound if there is no such entry
     */
    Entry edit(Caller caller, Locator at, String cause, UnaryOperator<JsonObject> edit);
}
