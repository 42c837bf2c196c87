package cc.dmart.api.storage;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** An archive that is being written. For one thread. */
@ProviderType
public interface ArchiveWriter extends Closeable {
    /**
     * Adds an entry or attachment, once: its meta as given and its payload file as it lies in the store.
     *
     * @throws IOException if the stream is broken
     */
    void add(StoredEntry entry) throws IOException;

    /**
     * Adds the change logs of an entry, once.
     *
     * @param own           lines about the entry itself, oldest first
     * @param ofAttachments lines about its attachments, oldest first
     * @throws IOException if the stream is broken
     */
    void addHistory(Locator at, List<HistoryRecord> own, List<HistoryRecord> ofAttachments) throws IOException;

    /** Ends the archive; the stream below stays open. */
    @Override
    void close() throws IOException;
}
