package cc.dmart.storage.files.internal.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.ObjLongConsumer;

/**
 * Looks at what {@code java.util.zip} does not tell of the central directory of an archive: whether an entry is encrypted or
 * anything but a file or directory. Thread-safe.
 */
final class ZipDirectory {
    private static final int HEADER = 46;
    private static final int SIGNATURE = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int UNIX = 3;
    private static final int TYPE = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int ENCRYPTED = 1;
    private static final long LONGER = 0xFFFFFFFFL;
    private static final long MAX_DIRECTORY = 64L << 20;

    private ZipDirectory() {}

    /** Why an archive is refused; empty text if it is fine. */
    static String refusal(Path zip) throws IOException {
        try (FileChannel in = FileChannel.open(zip, StandardOpenOption.READ)) {
            ByteBuffer tail = tail(in);
            int end = lastIndexOf(tail, END);
            if (end < 0) {
                return "not a zip archive";
            }
            long size = tail.getInt(end + 12) & LONGER;
            long at = tail.getInt(end + 16) & LONGER;
            if (at == LONGER || size > MAX_DIRECTORY || at + size > in.size()) {
                return "an archive of this size or form";
            }
            long begin = at + before(in, tail, end);
            return refusal(read(in, begin, begin + size));
        }
    }

    /** Tells the name of each entry of an archive that was not refused, and where its header is; -1 if only a longer form says. */
    static void headers(Path zip, ObjLongConsumer<String> visitor) throws IOException {
        ByteBuffer directory;
        long before;
        try (FileChannel in = FileChannel.open(zip, StandardOpenOption.READ)) {
            ByteBuffer tail = tail(in);
            int end = lastIndexOf(tail, END);
            before = before(in, tail, end);
            long begin = (tail.getInt(end + 16) & LONGER) + before;
            directory = read(in, begin, begin + (tail.getInt(end + 12) & LONGER));
        }
        for (int at = 0; at + HEADER <= directory.limit(); at += length(directory, at)) {
            byte[] name = new byte[directory.getShort(at + 28) & 0xFFFF];
            directory.get(at + HEADER, name);
            long header = directory.getInt(at + 42) & LONGER;
            visitor.accept(new String(name, StandardCharsets.UTF_8), header == LONGER ? -1 : header + before);
        }
    }

    private static ByteBuffer tail(FileChannel in) throws IOException {
        return read(in, Math.max(0, in.size() - END_SIZE - MAX_COMMENT - LOCATOR_SIZE), in.size());
    }

    /**
     * Bytes before an archive, as of a program that unpacks it, that its own places leave out: the directory ends where its end is
     * told, and so it begins later than that says. The longer form tells its places otherwise.
     */
    private static long before(FileChannel in, ByteBuffer tail, int end) throws IOException {
        if (end >= LOCATOR_SIZE && tail.getInt(end - LOCATOR_SIZE) == LOCATOR) {
            return 0;
        }
        long size = tail.getInt(end + 12) & LONGER;
        long at = tail.getInt(end + 16) & LONGER;
        return Math.max(0, in.size() - tail.limit() + end - size - at);
    }

    private static int length(ByteBuffer directory, int at) {
        return HEADER
                + (directory.getShort(at + 28) & 0xFFFF)
                + (directory.getShort(at + 30) & 0xFFFF)
                + (directory.getShort(at + 32) & 0xFFFF);
    }

    private static String refusal(ByteBuffer directory) {
        int at = 0;
        while (at + HEADER <= directory.limit() && directory.getInt(at) == SIGNATURE) {
            int system = directory.get(at + 5) & 0xFF;
            int flags = directory.getShort(at + 8);
            int mode = directory.getInt(at + 38) >>> 16;
            if ((flags & ENCRYPTED) != 0) {
                return "an encrypted entry";
            }
            int type = mode & TYPE;
            if (system == UNIX && type != 0 && type != REGULAR && type != DIRECTORY) {
                return "a link or special file";
            }
            at += length(directory, at);
        }
        return at == directory.limit() ? "" : "a damaged directory";
    }

    private static ByteBuffer read(FileChannel in, long from, long to) throws IOException {
        ByteBuffer out = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        while (out.hasRemaining() && in.read(out, from + out.position()) >= 0) {
            // until the buffer is full
        }
        return out.flip();
    }

    private static int lastIndexOf(ByteBuffer bytes, int signature) {
        for (int i = bytes.limit() - END_SIZE; i >= 0; i--) {
            if (bytes.getInt(i) == signature) {
                return i;
            }
        }
        return -1;
    }
}
