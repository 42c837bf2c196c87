package cc.dmart.api.storage;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import java.util.Optional;

/**
 * An entry as read from the store. Thread-safe.
 *
 * @param entry       the entry; its meta is exactly what is stored
 * @param jsonBody    the bytes of its JSON payload, from the payload file or inline ({@code storage.md} 1.6); empty for other
 *                    payloads, for none, and when the named file is missing
 * @param payloadFile bare name of the separate payload file, when there is one
 * @param version     token that changes with every change of meta or payload, also by other programs; compare only for
 *                    equality
 */
public record StoredEntry(Entry entry, Optional<JsonRaw> jsonBody, Optional<String> payloadFile, String version) {
    /** The address. */
    public Locator at() {
        return entry.at();
    }
}
