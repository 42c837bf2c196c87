package cc.dmart.storage.files.internal.change;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import java.util.Optional;

/** A step as it stands in the journal: texts are bytes, large payloads are staged. Thread-safe. */
public sealed interface FileOp {
    /** Writes meta and payload. */
    record Put(Locator at, JsonText meta, PayloadPart payload, boolean created) implements FileOp {}

    /** Removes an entry, tree, space or attachment. */
    record Remove(Locator at, Optional<String> payloadFile) implements FileOp {}

    /** Moves an entry, tree or attachment. */
    record Move(Locator from, Locator to, JsonText meta, Optional<String> fromFile, Optional<String> toFile)
            implements FileOp {}

    /** Appends a line to a change log. */
    record History(Locator at, JsonText line) implements FileOp {}

    /** Appends a line to an activity log. */
    record Activity(SpaceName space, JsonText line) implements FileOp {}

    /**
     * Appends an item to the payload of a log entry.
     *
     * @param offset length of the file before; tells redo whether the item is there
     */
    record Log(Locator at, JsonText item, long offset) implements FileOp {}
}
