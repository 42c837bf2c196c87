package cc.dmart.api.storage;

import java.util.Optional;

/** What a {@link ChangeOp.PutEntry} does to the payload file. Thread-safe. */
public sealed interface PayloadChange {
    /** Leaves it as it is. */
    record Keep() implements PayloadChange {}

    /** Removes the file of this bare name. */
    record Drop(String fileName) implements PayloadChange {}

    /**
     * Writes bytes.
     *
     * @param fileName bare name, {@code <shortname>.<ext>}
     * @param bytes    the content; not changed afterwards
     * @param replaces another file name that the entry had before, to be removed
     */
    record Bytes(String fileName, byte[] bytes, Optional<String> replaces) implements PayloadChange {}

    /** Moves a staged upload into place. */
    record Staged(String fileName, StagedUpload upload, Optional<String> replaces) implements PayloadChange {}
}
