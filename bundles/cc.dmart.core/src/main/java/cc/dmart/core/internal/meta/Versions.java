package cc.dmart.core.internal.meta;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.storage.StoredEntry;
import java.util.Optional;

/** Versions of an entry as one tree: the meta with the body of the payload as content. Thread-safe. */
public final class Versions {
    private Versions() {}

    /** A stored entry; a body that does not parse is left as it stands in the meta. */
    public static JsonObject content(StoredEntry entry) {
        return withBody(entry.entry().meta(), body(entry));
    }

    /** A meta whose body is replaced by content, if there is any. */
    public static JsonObject withBody(JsonObject meta, Optional<? extends JsonValue> body) {
        Optional<JsonObject> payload = meta.object("payload");
        if (body.isEmpty() || payload.isEmpty()) {
            return meta;
        }
        return meta.with("payload", payload.get().with("body", body.get()));
    }

    /** The stored JSON body as a tree; empty if there is none, it is no object or it does not parse. */
    public static Optional<JsonObject> body(StoredEntry entry) {
        try {
            return parsedBody(entry);
        } catch (DmartException.Invalid e) {
            return Optional.empty();
        }
    }

    /** The same. @throws DmartException.Invalid if it does not parse */
    public static Optional<JsonObject> parsedBody(StoredEntry entry) {
        return entry.jsonBody()
                .flatMap(raw ->
                        JsonCodec.parse(raw.utf8(), JsonCodec.MAX_STORED_DEPTH).asObject());
    }
}
