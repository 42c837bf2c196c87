package cc.dmart.storage.files.internal.journal;

import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the batches of one segment in order. Not thread-safe. */
final class SegmentReader implements Closeable {
    private static final int LARGEST = 1 << 30;

    private final DiskFile file;
    private long position = Format.HEADER;
    private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

    SegmentReader(DiskFile file) {
        this.file = file;
    }

    /** A batch with its records. */
    record Batch(Format.Head head, List<byte[]> records) {}

    /** Number of the first record by the header; empty if the header is not whole. */
    Optional<Long> firstSeq() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Format.HEADER);
        if (file.read(head, 0) < Format.HEADER || head.getLong(0) != Format.SEGMENT_MAGIC) {
            return Optional.empty();
        }
        return Optional.of(head.getLong(8));
    }

    /** Where the next batch starts. */
    long position() {
        return position;
    }

    /** The next head, without moving; empty at the end or where there is no batch. */
    Optional<Format.Head> peek() throws IOException {
        buffer.clear().limit(Format.BATCH);
        file.read(buffer, position);
        return Format.head(buffer.flip());
    }

    /** Steps over a batch. */
    void skip(Format.Head head) {
        position += head.total();
    }

    /** The next batch if it is whole; empty if it is torn or there is none. */
    Optional<Batch> next() throws IOException {
        Optional<Format.Head> head = peek();
        if (head.isEmpty() || head.get().length() > LARGEST) {
            return Optional.empty();
        }
        int size = Format.BATCH + head.get().length();
        if (size > file.size() - position) {
            return Optional.empty();
        }
        if (buffer.capacity() < size) {
            buffer = ByteBuffer.allocate(Math.max(size, buffer.capacity() * 2));
        }
        buffer.clear().limit(size);
        if (file.read(buffer, position) < size || !Format.isWhole(head.get(), buffer)) {
            return Optional.empty();
        }
        position += head.get().total();
        return Optional.of(
                new Batch(head.get(), records(head.get(), buffer.flip().position(Format.BATCH))));
    }

    private static List<byte[]> records(Format.Head head, ByteBuffer in) {
        List<byte[]> out = new ArrayList<>(head.count());
        for (int i = 0; i < head.count(); i++) {
            byte[] record = new byte[in.getInt()];
            in.get(record);
            out.add(record);
        }
        return out;
    }

    /** The first whole batch behind a place where none was readable; looks at every eighth byte. */
    Optional<Batch> searchFrom(long start) throws IOException {
        long size = file.size();
        ByteBuffer window = ByteBuffer.allocate(1 << 20);
        for (long base = Format.padded(start); base < size; base += window.capacity()) {
            window.clear();
            int n = file.read(window, base);
            for (int i = 0; i + 4 <= n; i += 8) {
                if (window.getInt(i) != 0) {
                    position = base + i;
                    Optional<Batch> found = next();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
