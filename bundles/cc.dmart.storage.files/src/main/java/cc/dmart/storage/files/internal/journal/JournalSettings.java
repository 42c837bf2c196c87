package cc.dmart.storage.files.internal.journal;

/**
 * Settings of the journal, checked.
 *
 * @param always          whether a reply waits for the disk
 * @param intervalMillis  otherwise, time between two forces
 * @param segmentBytes    size of a segment file
 * @param checkpointBytes journal written between two checkpoints
 * @param checkpointSeconds longest time between two checkpoints
 * @param retentionHours  shortest life of a segment
 */
public record JournalSettings(
        boolean always,
        int intervalMillis,
        long segmentBytes,
        long checkpointBytes,
        int checkpointSeconds,
        int retentionHours) {}
