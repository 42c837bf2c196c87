package cc.dmart.storage.files.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of the file storage, PID {@code cc.dmart.storage.files}. Names and defaults: {@code design.md} 1 and 6. They are
 * given to every component of the bundle.
 */
@ObjectClassDefinition(name = "DMART file storage", pid = StorageConfig.PID)
public @interface StorageConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.storage.files";

    /** The spaces folder. */
    @AttributeDefinition(description = "Folder of the spaces")
    String spaces();

    /** The data folder. */
    @AttributeDefinition(description = "Folder of journal, index and the like")
    String data();

    /** {@code always}: a reply waits for the disk; {@code interval}: bounded loss on power failure. */
    @AttributeDefinition(description = "always or interval")
    String journal_sync() default "always";

    /** Time between two forces with {@code interval}. */
    @AttributeDefinition(description = "Time between two forces in milliseconds, 1..60000")
    int journal_sync_interval_ms() default 50;

    /** Size of a segment of the journal. */
    @AttributeDefinition(description = "Size of a journal segment in MiB, 1..1024")
    int journal_segment_mb() default 64;

    /** Shortest life of a segment. */
    @AttributeDefinition(description = "Shortest life of a journal segment in hours, 0..8760")
    int journal_retention_hours() default 24;

    /** Journal written between two checkpoints. */
    @AttributeDefinition(description = "Journal written between two checkpoints in MiB, 1..1024")
    int checkpoint_mb() default 64;

    /** Longest time between two checkpoints. */
    @AttributeDefinition(description = "Longest time between two checkpoints in seconds, 1..3600")
    int checkpoint_interval_s() default 60;

    /** Room for entries in memory. */
    @AttributeDefinition(description = "Room for entries in memory in MiB, 1..65536")
    int cache_mb() default 64;

    /** Size at which an activity log is set aside. */
    @AttributeDefinition(description = "Size at which an activity log is set aside in MiB, 1..65536")
    int activity_log_mb() default 64;

    /** Zone of naive date-times. */
    @AttributeDefinition(description = "Zone of naive date-times")
    String timezone() default "UTC";
}
