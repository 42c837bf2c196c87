package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Deadline;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
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
            byte[] rest = {};
            for (long end = in.size(); end > 0; ) {
                Deadline.check();
                int size = (int) Math.min(BLOCK, end);
                end -= size;
                byte[] block = Arrays.copyOf(read(in, end, size), size + rest.length);
                System.arraycopy(rest, 0, block, size, rest.length);
                int lineEnd = block.length;
                for (int i = size - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        if (lineEnd > i + 1 && !visitor.test(Arrays.copyOfRange(block, i + 1, lineEnd))) {
                            return false;
                        }
                        lineEnd = i;
                    }
                }
                rest = lineEnd > LONGEST ? new byte[0] : Arrays.copyOf(block, lineEnd);
            }
            return rest.length == 0 || visitor.test(rest);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static byte[] read(DiskFile in, long at, int size) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(size);
        in.read(out, at);
        return out.array();
    }
}
