package cc.dmart.core.internal.entry.rules;

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
 * @param before the body before as content, where it was parsed already
 * @param append the item to append to a log entry
 */
public record NewPayload(
        JsonObject json,
        PayloadChange file,
        Optional<JsonRaw> raw,
        Optional<JsonValue> tree,
        Optional<JsonObject> before,
        Optional<JsonObject> append) {

    /** A payload of these parts, nothing parsed and nothing to append. */
    public static NewPayload of(JsonObject json, PayloadChange file, Optional<JsonRaw> raw, Optional<JsonValue> tree) {
        return new NewPayload(json, file, raw, tree, Optional.empty(), Optional.empty());
    }

    /** The same with the body before. */
    NewPayload after(Optional<JsonObject> old) {
        return new NewPayload(json, file, raw, tree, old, append);
    }

    /** The payload as a request would have had it. */
    public JsonObject told() {
        return tree.isPresent() ? json.with("body", tree.get()) : json;
    }

    /** Name of the payload file after the change, if it is known to have one. */
    public Optional<String> fileName() {
        if (file instanceof PayloadChange.Bytes bytes) {
            return Optional.of(bytes.fileName());
        }
        return file instanceof PayloadChange.Staged staged ? Optional.of(staged.fileName()) : Optional.empty();
    }
}
