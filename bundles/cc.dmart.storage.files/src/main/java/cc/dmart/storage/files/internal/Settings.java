package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.commit.StoreSettings;
import cc.dmart.storage.files.internal.journal.JournalSettings;
import java.nio.file.Path;
import java.time.ZoneId;

/** Checks the configuration once. */
final class Settings {
    private static final long MIB = 1L << 20;

    private Settings() {}

    /** The checked settings. @throws IllegalArgumentException naming the setting that is wrong */
    static StoreSettings of(StorageConfig config) {
        boolean always = config.journal_sync().equals("always");
        if (!always && !config.journal_sync().equals("interval")) {
            throw new IllegalArgumentException("journal_sync: always or interval expected");
        }
        JournalSettings journal = new JournalSettings(
                always,
                range("journal_sync_interval_ms", config.journal_sync_interval_ms(), 1, 60_000),
                range("journal_segment_mb", config.journal_segment_mb(), 1, 1024) * MIB,
                range("checkpoint_mb", config.checkpoint_mb(), 1, 1024) * MIB,
                range("checkpoint_interval_s", config.checkpoint_interval_s(), 1, 3600),
                range("journal_retention_hours", config.journal_retention_hours(), 0, 8760));
        return new StoreSettings(
                folder("spaces", config.spaces()),
                folder("data", config.data()),
                journal,
                range("cache_mb", config.cache_mb(), 1, 65_536) * MIB,
                range("activity_log_mb", config.activity_log_mb(), 1, 65_536) * MIB,
                ZoneId.of(config.timezone()));
    }

    private static Path folder(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + ": not set");
        }
        return Path.of(value);
    }

    private static int range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + min + ".." + max + " expected");
        }
        return value;
    }
}
