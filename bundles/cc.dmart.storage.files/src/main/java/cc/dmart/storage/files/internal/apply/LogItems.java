package cc.dmart.storage.files.internal.apply;

import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Appends to payloads of log entries ({@code storage.md} 1.10). Thread-safe for different files; the lock of the entry keeps one
 * file.
 */
public final class LogItems {
    private final LineFiles lines;

    /** @param lines opens the files */
    LogItems(LineFiles lines) {
        this.lines = lines;
    }

    /**
     * Appends an item to the payload of a log entry, whose lines are separated, not ended, by newlines.
     *
     * @param offset where the last item before ends; line ends behind it are cut off
     */
    void append(Path file, byte[] item, long offset, Run run) throws IOException {
        byte[] bytes = offset == 0 ? item : separated(item);
        try (DiskFile out = lines.open(file)) {
            long size = cutLineEnds(out, run.isFirst() ? out.size() : cutZeros(out), offset);
            if (run.isFirst() && size == offset) {
                LineFiles.write(out, bytes, offset);
                return;
            }
            int there = (int) Math.min(bytes.length, Math.max(0, size - offset));
            ByteBuffer tail = ByteBuffer.allocate(there);
            out.read(tail, offset);
            boolean begun = Arrays.equals(tail.array(), 0, there, bytes, 0, there);
            if (begun && there == bytes.length) {
                return;
            }
            LineFiles.write(out, size == 0 ? item : separated(item), begun ? Math.min(size, offset) : size);
        }
        run.wrote(file);
    }

    private static long cutLineEnds(DiskFile out, long size, long offset) throws IOException {
        long end = size;
        while (end > offset && isLineEnd(out, end - 1)) {
            end--;
        }
        if (end == size || end > offset) {
            return size;
        }
        out.truncate(offset);
        return offset;
    }

    /** Whether a byte of a file belongs to the end of a line. */
    public static boolean isLineEnd(DiskFile in, long at) throws IOException {
        byte there = LineFiles.last(in, at + 1);
        return there == '\n' || there == '\r';
    }

    /** After a power failure there may be zeros where bytes were written and not forced. @return length without them */
    private static long cutZeros(DiskFile out) throws IOException {
        long size = out.size();
        long end = size;
        while (end > 0 && LineFiles.last(out, end) == 0) {
            end--;
        }
        if (end < size) {
            out.truncate(end);
        }
        return end;
    }

    private static byte[] separated(byte[] item) {
        byte[] out = new byte[item.length + 1];
        out[0] = '\n';
        System.arraycopy(item, 0, out, 1, item.length);
        return out;
    }
}
