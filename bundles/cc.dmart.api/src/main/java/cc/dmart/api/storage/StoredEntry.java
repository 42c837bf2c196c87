package cc.dmart.api.storage;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import java.time.Instant;
import java.time.ZoneId;
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
 * @param modified    time of the meta file, for metas without dates
 */
public record StoredEntry(
        Entry entry, Optional<JsonRaw> jsonBody, Optional<String> payloadFile, String version, Instant modified) {
    /** An entry whose meta was written at an unknown time. */
    public StoredEntry(Entry entry, Optional<JsonRaw> jsonBody, Optional<String> payloadFile, String version) {
        this(entry, jsonBody, payloadFile, version, Instant.EPOCH);
    }

    /** Time of creation; that of the meta file where the meta has none ({@code storage.md} 7). */
    public Instant createdAt(ZoneId zone) {
        return entry.createdAt(zone).orElse(modified);
    }

    /** Time of the last change of the meta; that of its file where the meta has none. */
    public Instant updatedAt(ZoneId zone) {
        return entry.updatedAt(zone).orElse(modified);
    }

    /** The address. */
    public Locator at() {
        return entry.at();
    }
}
