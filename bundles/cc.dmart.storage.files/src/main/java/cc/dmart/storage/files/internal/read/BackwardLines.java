package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Deadline;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Predicate;

/** Reads the lines of a file from its end in blocks, so that the newest of a long log cost little. Thread-safe. */
final class BackwardLines {
    private static final int BLOCK = 32 << 10;
    private static final int LONGEST = 16 << 20;

    private final Disk disk;

    BackwardLines(Disk disk) {
        this.disk = disk;
    }

    /**
     * Gives the lines, last first, without newlines and blank ones, no longer than the request may take.
     *
     * @return false if the visitor had enough
     */
    boolean visit(Path file, Predicate<byte[]> visitor) throws IOException {
        try (DiskFile in = disk.openRead(file)) {
            Deque<byte[]> rest = new ArrayDeque<>();
            int restLength = 0;
            for (long end = in.size(); end > 0; ) {
                Deadline.check();
                int size = (int) Math.min(BLOCK, end);
                end -= size;
                byte[] block = read(in, end, size);
                int lineEnd = size;
                for (int i = size - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        byte[] line = joined(Arrays.copyOfRange(block, i + 1, lineEnd), rest, restLength);
                        restLength = 0;
                        if (line.length > 0 && !visitor.test(line)) {
                            return false;
                        }
                        lineEnd = i;
                    }
                }
                rest.addFirst(Arrays.copyOf(block, lineEnd));
                restLength += lineEnd;
                if (restLength > LONGEST) {
                    rest.clear();
                    restLength = 0;
                }
            }
            byte[] first = joined(new byte[0], rest, restLength);
            return first.length == 0 || visitor.test(first);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** A line of its beginning and the parts behind it, which are copied once, however many they are. */
    private static byte[] joined(byte[] begin, Deque<byte[]> rest, int restLength) {
        if (restLength == 0) {
            rest.clear();
            return begin;
        }
        byte[] out = Arrays.copyOf(begin, begin.length + restLength);
        int at = begin.length;
        for (byte[] part : rest) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        rest.clear();
        return out;
    }

    private static byte[] read(DiskFile in, long at, int size) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(size);
        in.read(out, at);
        return out.array();
    }
}
