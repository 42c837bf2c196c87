package cc.dmart.core.internal.entry.form;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 checksums in lower-case hex ({@code storage.md} 2.2). Thread-safe. */
public final class Checksums {
    /** The field of the version token. */
    public static final String VERSION = "last_checksum_history";

    private Checksums() {}

    /** Over bytes as they are written. */
    public static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Over the UTF-8 form of a text. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The meta with its version token: the SHA-256 of its compact JSON in stored member order without the token itself. The meta
     * holds the checksum of the payload and {@code updated_at}, so every write of either gives another token.
     */
    public static JsonObject seal(JsonObject meta) {
        JsonObject bare = meta.without(VERSION);
        return bare.with(VERSION, new JsonString(of(JsonCodec.write(bare))));
    }
}
