package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.rules.NewPayload;
import java.util.Optional;

/**
 * What a file that is sent with a record becomes ({@code http-api.md} 4.6). Thread-safe.
 *
 * @param written the attributes as the restrictions on fields count them, with the content of the file as body
 * @param altered what a hook made of the content; empty if it is that of the file
 * @param inlined whether the content is the body of the entry, which hooks see and may alter
 * @param payload makes the payload of an entry, which may exist
 */
public record UploadedBody(JsonObject written, Optional<JsonObject> altered, boolean inlined, Maker payload) {
    private static final String PAYLOAD = "payload";
    private static final String BODY = "body";

    /** Makes payloads. */
    public interface Maker {
        /** The payload at an address, with another body than that of the file if a hook made one. */
        NewPayload of(Locator at, Optional<StoredEntry> current, Optional<JsonObject> altered);
    }

    /** The payload at an address. */
    NewPayload of(Locator at, Optional<StoredEntry> current) {
        return payload.of(at, current, altered);
    }

    /** Attributes as hooks see them. */
    JsonObject shown(JsonObject bare) {
        return inlined ? withFile(bare, written) : bare;
    }

    /** The same as hooks left it; whatever else they say of the payload, it is that of the file. */
    UploadedBody left(JsonObject hooked) {
        Optional<JsonObject> file = written.object(PAYLOAD);
        Optional<JsonObject> body = hooked.object(PAYLOAD)
                .flatMap(p -> p.object(BODY))
                .filter(b -> inlined && file.isPresent())
                .filter(b -> !file.get().get(BODY).equals(Optional.of(b)));
        return body.isEmpty()
                ? this
                : new UploadedBody(
                        written.with(PAYLOAD, file.orElseThrow().with(BODY, body.get())), body, true, payload);
    }

    /** Attributes as the restrictions on fields count them, once more: whatever they say, the payload is that of the file. */
    static JsonObject withFile(JsonObject attributes, JsonObject written) {
        return written.get(PAYLOAD).map(p -> attributes.with(PAYLOAD, p)).orElse(attributes);
    }
}
