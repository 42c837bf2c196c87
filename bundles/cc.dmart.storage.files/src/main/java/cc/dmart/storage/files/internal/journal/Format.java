package cc.dmart.storage.files.internal.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Bytes of a segment: a header of {@value #HEADER} bytes (magic, number of its first record), then batches. A batch is what
 * one write brought: magic, checksum of the rest, length of the records, their count, number of the first, time, number of
 * the last record known durable when it was written; then each record with its length; padded to eight bytes with zeros.
 * Behind the last batch there are zeros or nothing. The durable number tells a torn tail from damage: a bad batch that a later
 * one calls durable was whole once.
 */
final class Format {
    /** Bytes before the first batch. */
    static final int HEADER = 16;

    /** Bytes before the first record of a batch. */
    static final int BATCH = 40;

    /** First bytes of a segment. */
    static final long SEGMENT_MAGIC = 0x444D4152_544A0001L;

    private static final int BATCH_MAGIC = 0x444D4254;
    private static final int CHECKED_FROM = 8;

    private Format() {}

    /**
     * Head of a batch.
     *
     * @param checksum over everything behind it
     * @param length   bytes of the records
     * @param count    number of records
     * @param firstSeq number of the first record
     * @param at       when it was written, microseconds since the epoch
     * @param durable  number of the last record that was durable then
     */
    record Head(int checksum, int length, int count, long firstSeq, long at, long durable) {
        long lastSeq() {
            return firstSeq + count - 1;
        }

        /** Bytes of the whole batch. */
        long total() {
            return padded(BATCH + (long) length);
        }
    }

    static long padded(long length) {
        return (length + 7) & ~7L;
    }

    /** Reads a head at the position of the buffer; empty if there is none. */
    static Optional<Head> head(ByteBuffer in) {
        if (in.remaining() < BATCH || in.getInt() != BATCH_MAGIC) {
            return Optional.empty();
        }
        Head head = new Head(in.getInt(), in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong());
        return head.length() > 0 && head.count() > 0 ? Optional.of(head) : Optional.empty();
    }

    /** Fills in the head of a batch that lies whole in the buffer from 0 to its position. */
    static void seal(ByteBuffer batch, int count, long firstSeq, long at, long durable) {
        int end = batch.position();
        batch.putInt(0, BATCH_MAGIC);
        batch.putInt(8, end - BATCH);
        batch.putInt(12, count);
        batch.putLong(16, firstSeq);
        batch.putLong(24, at);
        batch.putLong(32, durable);
        batch.putInt(4, checksum(batch.duplicate().position(CHECKED_FROM).limit(end)));
        while ((batch.position() & 7) != 0) {
            batch.put((byte) 0);
        }
    }

    /** Whether a batch, head included, is what was written. */
    static boolean isWhole(Head head, ByteBuffer batch) {
        return head.checksum()
                == checksum(batch.duplicate().position(CHECKED_FROM).limit(BATCH + head.length()));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
