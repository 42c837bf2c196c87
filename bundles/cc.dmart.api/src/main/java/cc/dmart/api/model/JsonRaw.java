package cc.dmart.api.model;

import static java.util.Objects.requireNonNull;

/**
 * JSON that is already serialised, spliced unchanged into what is written around it. Lets a stored payload be sent without
 * being parsed ({@code design.md} 2). The bytes must be one whole JSON value in UTF-8 and must not be changed afterwards:
 * they are shared, not copied. Only ever written; use {@code JsonCodec.parse} where the tree is needed.
 */
public record JsonRaw(byte[] utf8) implements JsonValue {
    /** A splice of these bytes. */
    public JsonRaw {
        requireNonNull(utf8, "utf8");
    }
}
