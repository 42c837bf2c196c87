package cc.dmart.storage.files.internal.layout;

import java.nio.file.Path;
import java.util.List;

/**
 * Places of an entry or attachment. Thread-safe.
 *
 * @param payloads directory of its payload file
 * @param holder   directory of its meta file
 * @param meta     its meta file
 * @param side     directory of its attachments and, but for attachments, of its history; equals {@code holder} for plain
 *                 entries and the space
 * @param history  its change log
 */
public record EntryPaths(Path payloads, Path holder, Path meta, Path side, Path history) {
    /**
     * Logs that may have lines about an attachment: where its entry is that once stood in the root, the older ones come first.
     */
    public List<Path> logs() {
        Path own = side.resolve(FileNames.HISTORY);
        return own.equals(history) ? List.of(own) : List.of(own, history);
    }
}
