package cc.dmart.api.storage;

import java.time.Instant;

/**
 * A change as the journal gives it back. Payload bytes of large uploads are not part of it. Thread-safe.
 *
 * @param seq    the sequence number; events in the change carry it too
 * @param at     when it was appended
 * @param change the change
 */
public record JournalRecord(long seq, Instant at, Change change) {}
