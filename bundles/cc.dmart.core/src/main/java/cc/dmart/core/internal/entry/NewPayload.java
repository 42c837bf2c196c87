package cc.dmart.core.internal.entry;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.storage.PayloadChange;
import java.util.Optional;

/**
 * What a change makes of a payload. Thread-safe.
 *
 * @param json   the member {@code payload} to store
 * @param file   what happens to the payload file
 * @param raw    bytes of the JSON body
 * @param tree   the body as content, object or inline text; empty if the content is the same as before
 * @param append the item to append to a log entry
 */
record NewPayload(
        JsonObject json,
        PayloadChange file,
        Optional<JsonRaw> raw,
        Optional<JsonValue> tree,
        Optional<JsonObject> append) {

    /** Name of the payload file after the change, if it is known to have one. */
    Optional<String> fileName() {
        if (file instanceof PayloadChange.Bytes bytes) {
            return Optional.of(bytes.fileName());
        }
        return file instanceof PayloadChange.Staged staged ? Optional.of(staged.fileName()) : Optional.empty();
    }
}
