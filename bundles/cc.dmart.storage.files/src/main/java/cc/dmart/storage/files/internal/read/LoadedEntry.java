package cc.dmart.storage.files.internal.read;

import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.disk.FileStamp;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An entry with what its files looked like when it was read. Thread-safe.
 *
 * @param entry        the entry
 * @param meta         its meta file
 * @param metaStamp    how that looked
 * @param payload      the file that its body names, there or not; empty if the body names none
 * @param payloadStamp how that looked
 * @param size         bytes read
 */
record LoadedEntry(
        StoredEntry entry, Path meta, FileStamp metaStamp, Optional<Path> payload, FileStamp payloadStamp, int size)
        implements EntryCache.Weighed {
    private static final int OVERHEAD = 1500;
    private static final int TREE = 4;

    @Override
    public long weight() {
        int body = entry.jsonBody().map(b -> b.utf8().length).orElse(0);
        return OVERHEAD + body + (long) TREE * Math.max(0, size - body);
    }
}
