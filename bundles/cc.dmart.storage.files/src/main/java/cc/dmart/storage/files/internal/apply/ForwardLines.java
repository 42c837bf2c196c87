package cc.dmart.storage.files.internal.apply;

import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the lines of a log from its beginning in blocks: a log may be larger than memory. */
final class ForwardLines {
    private static final int BLOCK = 64 << 10;

    private ForwardLines() {}

    /** Takes lines. */
    interface Visitor {
        /** Takes one, without its newline. */
        void line(byte[] line) throws IOException;
    }

    /** Gives all lines, first first, but for empty ones; the last one also if no newline ends it. */
    static void each(DiskFile in, Visitor visitor) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (long at = 0; in.read(block.clear(), at) > 0; at += block.position()) {
            int start = 0;
            for (int i = 0; i < block.position(); i++) {
                if (block.get(i) == '\n') {
                    rest.write(block.array(), start, i - start);
                    give(rest, visitor);
                    start = i + 1;
                }
            }
            rest.write(block.array(), start, block.position() - start);
        }
        give(rest, visitor);
    }

    private static void give(ByteArrayOutputStream line, Visitor visitor) throws IOException {
        if (line.size() > 0) {
            visitor.line(line.toByteArray());
            line.reset();
        }
    }
}
