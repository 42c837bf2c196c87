package cc.dmart.api.storage;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.List;

/** Receives what {@link EntryStore#scan} finds. Called concurrently; must be thread-safe. */
public interface ScanVisitor {
    /**
     * Whether an entry is wanted, asked before it and its attachments are read. What is below a folder that is not wanted is
     * asked for by itself. Not asked where findings are wanted.
     */
    default boolean wants(Locator at) {
        return true;
    }

    /** A readable entry with its attachments. */
    void entry(StoredEntry entry, List<StoredEntry> attachments);

    /**
     * Attachments that hang on a name without a meta, and maybe a log of that name; told only where {@link #wantsStrays}.
     *
     * @param parent the name; its type is unknown and says nothing
     */
    default void strays(Locator parent, List<StoredEntry> attachments) {}

    /** Whether attachments without a meta of their entry are wanted. Asked for each such name. */
    default boolean wantsStrays() {
        return false;
    }

    /**
     * Something odd or unreadable; the walk goes on. What is about an entry, its files and its attachments is told before
     * {@link #entry} of it; that the directory of a folder or space cannot be read shows only after the entry of that.
     */
    void finding(StorageFinding finding);

    /**
     * Whether everything that is odd is looked for, such as wrong checksums and files that nobody names. A walk without it
     * reads less and tells only of what cannot be read. Asked once, before the walk.
     */
    default boolean wantsFindings() {
        return true;
    }

    /**
     * Whether entries of a type are wanted. Others are not read, nor folders walked where nothing wanted can be, so nothing is
     * told of them; with {@link #wantsFindings} all are read nevertheless. Asked for each type once, before the walk.
     */
    default boolean wants(ResourceType type) {
        return true;
    }

    /**
     * Whether the bytes of all payload files, the lines of logs and left-over files are looked at too, where findings are
     * wanted. Asked once, before the walk.
     */
    default boolean deep() {
        return false;
    }
}
