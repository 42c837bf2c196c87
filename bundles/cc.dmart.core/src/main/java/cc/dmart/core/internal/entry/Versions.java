package cc.dmart.core.internal.entry;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.storage.StoredEntry;
import java.util.Optional;

/** Versions of an entry as one tree: the meta with the body of the payload as content. Thread-safe. */
final class Versions {
    private Versions() {}

    /** A stored entry; a body that does not parse is left as it stands in the meta. */
    static JsonObject content(StoredEntry entry) {
        return withBody(
                entry.entry().meta(), PayloadRules.storedTree(entry, true).map(o -> (JsonValue) o));
    }

    /** A meta whose body is replaced by content, if there is any. */
    static JsonObject withBody(JsonObject meta, Optional<JsonValue> body) {
        Optional<JsonObject> payload = meta.object("payload");
        if (body.isEmpty() || payload.isEmpty()) {
            return meta;
        }
        return meta.with("payload", payload.get().with("body", body.get()));
    }
}
