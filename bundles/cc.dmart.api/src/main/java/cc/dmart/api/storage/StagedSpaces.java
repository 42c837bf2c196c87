package cc.dmart.api.storage;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.SpaceName;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Spaces of an archive that are not published. Closing removes the archive. Thread-safe. */
@ProviderType
public interface StagedSpaces extends AutoCloseable {
    /** Names of the spaces, sorted; an archive of a part of a space need not hold the entry of the space itself. */
    List<SpaceName> spaces();

    /** Number of entries that the names in the archive promise, attachments not counted. */
    int entries();

    /** Files of the archive that are no files of a space by their names, sorted; nothing else tells of them. */
    List<String> foreign();

    /** Files that no entry named and no reader asked for so far, sorted: after all walks, what the archive has for nothing. */
    List<String> unnamed();

    /** Walks a space in the calling thread: folders before what is in them. */
    void scan(SpaceName space, ScanVisitor visitor);

    /** Whether the archive has an entry, readable or not. */
    boolean holds(Locator at);

    /** The payload file of an entry. */
    Optional<PayloadFile> open(StoredEntry entry);

    /**
     * The change log of an entry or attachment, oldest first.
     *
     * @throws cc.dmart.api.model.DmartException.Unavailable if it cannot be read, such as one that is too large
     */
    List<HistoryRecord> history(Locator at);

    /** Lines about all attachments of an entry, oldest first; see {@link EntryStore#attachmentHistory}. @throws RuntimeException likewise */
    List<HistoryRecord> attachmentHistory(Locator parent);

    @Override
    void close();
}
