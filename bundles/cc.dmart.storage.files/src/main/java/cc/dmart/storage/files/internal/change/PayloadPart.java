package cc.dmart.storage.files.internal.change;

import java.util.Optional;

/** What a {@link FileOp.Put} does to the payload file. Thread-safe. */
public sealed interface PayloadPart {
    /** Leaves it. */
    record Keep() implements PayloadPart {}

    /** Removes it. */
    record Drop(String fileName) implements PayloadPart {}

    /** Writes bytes. */
    record Bytes(String fileName, byte[] bytes, Optional<String> replaces) implements PayloadPart {}

    /** Renames a staged file into place. */
    record Staged(String fileName, String token, long size, String sha256, Optional<String> replaces)
            implements PayloadPart {}
}
