package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stores entries of an archive with their own uuids, owners and times ({@code storage.md} 6, {@code security.md} 5.11), through
 * the change pipeline. Permission is the caller's affair: only administrators import. No before-hook is asked and no plugin
 * listener told ({@code plugins-events.md} 1.2). Thread-safe.
 */
public interface EntryImporter {
    /**
     * An entry as the archive has it.
     *
     * @param entry             the entry, at the address where it is to be
     * @param attachments       its attachments
     * @param history           its change log, oldest first
     * @param attachmentHistory that of its attachments, oldest first
     * @param whole             whether the archive has the entry itself, and not only what hangs on one that is stored
     * @param files             opens the payload file of the entry or of an attachment
     */
    record Imported(
            StoredEntry entry,
            List<StoredEntry> attachments,
            List<HistoryRecord> history,
            List<HistoryRecord> attachmentHistory,
            boolean whole,
            Function<StoredEntry, Optional<PayloadFile>> files) {}

    /**
     * What became of an entry.
     *
     * @param written     whether its meta or payload is new or another one now
     * @param attachments that are new or other ones now
     * @param lines       of its change log and that of its attachments that were not there
     * @param left        what of it was not stored
     */
    record Outcome(boolean written, int attachments, int lines, List<Left> left) {}

    /**
     * A part that was not stored, although the entry was.
     *
     * @param at  the entry or attachment it belongs to
     * @param why the reason
     */
    record Left(Locator at, String why) {}

    /** Told what became of each entry. */
    interface Told {
        /** It is stored or was there. */
        void stored(Imported entry, Outcome outcome);

        /** It is not valid or could not be stored; nothing of it is there then. */
        void refused(Imported entry, RuntimeException why);
    }

    /**
     * Stores entries, each with its attachments and change log or not at all; what is there already stays as it is. They are
     * one change where that makes no difference to anybody.
     *
     * @param told called once for each entry, in the calling thread
     */
    void store(Caller caller, List<Imported> entries, Told told);
}
