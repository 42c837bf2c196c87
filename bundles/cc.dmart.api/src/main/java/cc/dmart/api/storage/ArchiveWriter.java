package cc.dmart.api.storage;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An archive that is being written. No name comes into it twice: what is there already stays, and what would have the same name
 * is left out. For one thread.
 */
@ProviderType
public interface ArchiveWriter {
    /**
     * Adds an entry or attachment: its meta as given and its payload file as it lies in the store.
     *
     * @return whether it was not there yet
     * @throws IOException if the stream is broken
     */
    boolean add(StoredEntry entry) throws IOException;

    /**
     * Adds the change logs of an entry.
     *
     * @param own           lines about the entry itself, oldest first
     * @param ofAttachments lines about its attachments, oldest first
     * @throws IOException if the stream is broken
     */
    void addHistory(Locator at, List<HistoryRecord> own, List<HistoryRecord> ofAttachments) throws IOException;

    /**
     * Ends the archive; the stream below stays open. Not to be called after anything failed: without its end nobody takes for an
     * archive what was written.
     *
     * @throws IOException if the stream is broken
     */
    void finish() throws IOException;
}
