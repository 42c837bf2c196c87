package cc.dmart.api.storage;

import cc.dmart.api.model.HistoryRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** An archive that is being written. For one thread. */
@ProviderType
public interface ArchiveWriter extends Closeable {
    /**
     * Adds an entry or attachment, once: its meta as given, its payload file as it lies in the store, and its change log.
     *
     * @param history lines, oldest first; none for attachments, whose lines are in the log of their entry
     * @throws IOException if the stream is broken
     */
    void add(StoredEntry entry, List<HistoryRecord> history) throws IOException;

    /** Ends the archive; the stream below stays open. */
    @Override
    void close() throws IOException;
}
