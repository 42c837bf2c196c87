package cc.dmart.api.storage;

import java.util.List;

/** Receives what {@link EntryStore#scan} finds. Called concurrently; must be thread-safe. */
public interface ScanVisitor {
    /** A readable entry with its attachments. */
    void entry(StoredEntry entry, List<StoredEntry> attachments);

    /** Something odd or unreadable; the walk goes on. */
    void finding(StorageFinding finding);
}
