package cc.dmart.storage.files.internal.commit;

import cc.dmart.storage.files.internal.journal.JournalSettings;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * Settings of a store, checked.
 *
 * @param spaces        the spaces folder
 * @param data          the data folder, with {@code journal} inside
 * @param journal       those of the journal
 * @param cacheBytes    room for entries in memory
 * @param activityBytes size at which an activity log is set aside
 * @param zone          of naive date-times
 */
public record StoreSettings(
        Path spaces, Path data, JournalSettings journal, long cacheBytes, long activityBytes, ZoneId zone) {}
