package cc.dmart.api.storage;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * An entry as read from the store. Thread-safe.
 *
 * @param entry       the entry; its meta is exactly what is stored, but for its date-times, which have the form of
 *                    {@link cc.dmart.api.model.Timestamps}
 * @param jsonBody    the bytes of its JSON payload, from the payload file or inline ({@code storage.md} 1.6); empty for other
 *                    payloads, for none, and when the named file is missing
 * @param payloadFile bare name of the separate payload file, when there is one
 * @param version     token that changes with every change of meta or payload, also by other programs; compare only for
 *                    equality
 * @param modified    time of the meta file, for metas without dates
 */
public record StoredEntry(
        Entry entry, Optional<JsonRaw> jsonBody, Optional<String> payloadFile, String version, Instant modified) {
    private static final String CREATED = "created_at";
    private static final String UPDATED = "updated_at";

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

    /** The entry with the times of {@link #createdAt} and {@link #updatedAt} in its meta; itself if it has them, or none is known. */
    public StoredEntry dated(ZoneId zone) {
        JsonObject meta = entry.meta();
        if (modified.equals(Instant.EPOCH) || (meta.has(CREATED) && meta.has(UPDATED))) {
            return this;
        }
        JsonString time = new JsonString(Timestamps.format(modified, zone));
        JsonObject created = meta.has(CREATED) ? meta : meta.with(CREATED, time);
        JsonObject whole = meta.has(UPDATED) ? created : created.with(UPDATED, time);
        return new StoredEntry(entry.withMeta(whole), jsonBody, payloadFile, version, modified);
    }

    /** The address. */
    public Locator at() {
        return entry.at();
    }
}
