package cc.dmart.api.storage;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import java.util.Optional;

/** A step of a {@link Change}; doing it twice gives the same files as doing it once. Thread-safe. */
public sealed interface ChangeOp {

    /**
     * Writes the meta of an entry or attachment, new or not, and maybe its payload. Missing parent directories are made.
     *
     * @param meta    the whole new meta; {@code payload.body} names the file when the payload is one
     * @param payload what happens to the payload file
     * @param created whether the entry did not exist before
     */
    record PutEntry(Locator at, JsonObject meta, PayloadChange payload, boolean created) implements ChangeOp {}

    /**
     * Removes an entry with attachments and history; a folder with everything below; a space whole; an attachment alone.
     *
     * @param payloadFile bare name of its payload file
     */
    record RemoveEntry(Locator at, Optional<String> payloadFile) implements ChangeOp {}

    /**
     * Moves an entry with attachments and history, a folder with everything below, or one attachment, and writes its new
     * meta. The types of both addresses are equal.
     *
     * @param fromFile bare name of the payload file at the source
     * @param toFile   bare name it gets
     */
    record MoveEntry(Locator from, Locator to, JsonObject meta, Optional<String> fromFile, Optional<String> toFile)
            implements ChangeOp {}

    /** Appends a line to the change log of an entry ({@code storage.md} 1.7), once per uuid. */
    record AppendHistory(Locator at, HistoryRecord line) implements ChangeOp {}

    /** Appends a line to the activity log of a space ({@code storage.md} 1.8), once. */
    record AppendActivity(SpaceName space, JsonObject line) implements ChangeOp {}

    /** Appends an item to the payload of a log entry ({@code storage.md} 1.10), once. */
    record AppendLog(Locator at, JsonObject item) implements ChangeOp {}
}
