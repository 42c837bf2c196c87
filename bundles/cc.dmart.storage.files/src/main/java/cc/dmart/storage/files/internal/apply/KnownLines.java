package cc.dmart.storage.files.internal.apply;

import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Finds lines near the end of logs; redo, which asks for many, reads the end of each log once. Thread-safe for different logs. */
final class KnownLines {
    private static final long LARGEST = 256L << 20;
    private static final int BLOCK = 64 << 10;
    private static final long SEED = 0xCBF29CE484222325L;

    private final long window;
    /** By path, so that what is below a directory stands together. */
    private final NavigableMap<String, LineHashes> redone = new ConcurrentSkipListMap<>();

    /** @param window bytes at the end of a file in which a line is looked for */
    KnownLines(long window) {
        this.window = Math.min(window, LARGEST);
    }

    /** The file of a log, opened if need be. */
    interface Opener {
        /** Opens it. */
        DiskFile open() throws IOException;
    }

    /** Hashes of the lines of a log for redo, which adds what it appends. */
    LineHashes ofRedo(Path file, DiskFile in, long end) throws IOException {
        LineHashes known = redone.get(file.toString());
        if (known == null) {
            known = hashes(in, end, 0);
            redone.put(file.toString(), known);
        }
        return known;
    }

    /** The same for a log to which nothing is appended any more. */
    LineHashes ofRedo(Path file, Opener opener) throws IOException {
        LineHashes known = redone.get(file.toString());
        if (known != null) {
            return known;
        }
        try (DiskFile in = opener.open()) {
            return ofRedo(file, in, in.size());
        }
    }

    /** Takes over under a new name what is known of a file. */
    void renamed(Path from, Path to) {
        LineHashes known = redone.remove(from.toString());
        if (known != null) {
            redone.put(to.toString(), known);
        }
    }

    void forget() {
        redone.clear();
    }

    /** Forgets a log, or all in a directory and below. */
    void forget(Path tree) {
        String path = tree.toString();
        redone.remove(path);
        redone.subMap(path + '/', path + (char) ('/' + 1)).clear();
    }

    /**
     * Hashes of the lines at the end of a log.
     *
     * @param more bytes before the window that count too: as much as an attempt before may have appended from elsewhere
     */
    LineHashes hashes(DiskFile in, long end, long more) throws IOException {
        LineHashes found = new LineHashes();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long hash = SEED;
        for (long at = Math.max(0, end - window - more); at < end; at += block.position()) {
            block.clear().limit((int) Math.min(BLOCK, end - at));
            if (in.read(block, at) == 0) {
                break;
            }
            for (int i = 0; i < block.position(); i++) {
                hash = step(hash, block.get(i));
                if (block.get(i) == '\n') {
                    found.add(hash);
                    hash = SEED;
                }
            }
        }
        return found;
    }

    /** Hash of a line with its newline. */
    static long hash(byte[] line) {
        long hash = SEED;
        for (byte b : line) {
            hash = step(hash, b);
        }
        return hash;
    }

    private static long step(long hash, byte b) {
        return (hash ^ b) * 0x100000001B3L;
    }

    private byte[] tail(DiskFile in, long end) throws IOException {
        long from = Math.max(0, end - window);
        ByteBuffer tail = ByteBuffer.allocate((int) (end - from));
        in.read(tail, from);
        return tail.array();
    }

    /** Whether a line is at the end of a log. */
    boolean isAtEnd(DiskFile in, long end, byte[] line) throws IOException {
        byte[] bytes = tail(in, end);
        for (int start = bytes.length - line.length; start >= 0; start--) {
            boolean begins = start == 0 || bytes[start - 1] == '\n';
            if (begins && Arrays.equals(bytes, start, start + line.length, line, 0, line.length)) {
                return true;
            }
        }
        return false;
    }
}
