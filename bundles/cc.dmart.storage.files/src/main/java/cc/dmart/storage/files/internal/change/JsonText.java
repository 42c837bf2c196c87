package cc.dmart.storage.files.internal.change;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import java.util.Optional;

/**
 * A JSON object as the bytes that go to disk, with its tree where somebody has it already. Thread-safe.
 */
public final class JsonText {
    private final byte[] utf8;
    private final Optional<JsonObject> tree;

    private JsonText(byte[] utf8, Optional<JsonObject> tree) {
        this.utf8 = utf8;
        this.tree = tree;
    }

    /** The compact text of an object. */
    public static JsonText of(JsonObject tree) {
        return new JsonText(JsonCodec.write(tree), Optional.of(tree));
    }

    /** Text from the journal. */
    public static JsonText of(byte[] utf8) {
        return new JsonText(utf8, Optional.empty());
    }

    /** The bytes; shared, not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    /** The tree. */
    public JsonObject tree() {
        return tree.orElseGet(() ->
                JsonCodec.parse(utf8, JsonCodec.MAX_STORED_DEPTH).asObject().orElse(JsonObject.EMPTY));
    }

    /** The text as one line of a log file. */
    public byte[] line() {
        byte[] out = new byte[utf8.length + 1];
        System.arraycopy(utf8, 0, out, 0, utf8.length);
        out[utf8.length] = '\n';
        return out;
    }
}
