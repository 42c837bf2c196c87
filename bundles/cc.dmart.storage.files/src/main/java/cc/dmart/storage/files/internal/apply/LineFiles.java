package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to logs of JSON lines: one write per line, a torn last line is cut off first, and after a failure or restart a
 * line that is there already is not written again. Thread-safe; a file is guarded by one of a fixed number of monitors.
 */
public final class LineFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LineFiles.class);
    private static final int STRIPES = 64;
    private static final int MAX_KEPT = 64;
    private static final int BLOCK = 64 << 10;

    private final Disk disk;
    private final Directories directories;
    private final long window;
    private final Map<Path, Set<Long>> redone = new ConcurrentHashMap<>();
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();
    private final Object[] stripes = new Object[STRIPES];

    /** A log that stays open, and how it was left. */
    private record Kept(DiskFile file, Object key, long end) {}

    /** @param window bytes at the end of a file in which redo looks for a line: as much as a journal can have appended */
    LineFiles(Disk disk, Directories directories, long window) {
        this.disk = disk;
        this.directories = directories;
        this.window = window;
        Arrays.setAll(stripes, i -> new Object());
    }

    /** Appends a line that ends with a newline. @return length of the file before */
    long append(Path file, byte[] line, Run run) throws IOException {
        synchronized (stripe(file)) {
            try (DiskFile out = open(file)) {
                long end = whole(out, out.size(), file);
                if (run.isFirst() || !isThere(file, out, end, line, run)) {
                    write(out, line, end);
                    run.wrote(file);
                }
                return end;
            }
        }
    }

    private Object stripe(Path file) {
        return stripes[(file.hashCode() & 0x7FFFFFFF) % STRIPES];
    }

    /** The same for a log that grows with nearly every change: it stays open as long as nobody else touches it. */
    long appendOften(Path file, byte[] line, Run run) throws IOException {
        synchronized (stripe(file)) {
            Kept known = kept.remove(file);
            if (known != null) {
                try {
                    if (run.isFirst() && isAsLeft(file, known)) {
                        write(known.file(), line, known.end());
                        kept.put(file, new Kept(known.file(), known.key(), known.end() + line.length));
                        return known.end();
                    }
                } finally {
                    if (!kept.containsKey(file)) {
                        known.file().close();
                    }
                }
            }
            long end = append(file, line, run);
            if (run.isFirst() && kept.size() < MAX_KEPT) {
                keep(file);
            }
            return end;
        }
    }

    private boolean isAsLeft(Path file, Kept known) throws IOException {
        FileStamp now = disk.stat(file);
        return now.isFile() && now.key().equals(known.key()) && now.size() == known.end();
    }

    private void keep(Path file) throws IOException {
        DiskFile out = disk.open(file);
        try {
            FileStamp now = disk.stat(file);
            kept.put(file, new Kept(out, now.key(), now.size()));
        } finally {
            if (!kept.containsKey(file)) {
                out.close();
            }
        }
    }

    /** Closes what stays open. */
    void close() {
        for (Path file : List.copyOf(kept.keySet())) {
            synchronized (stripe(file)) {
                Kept known = kept.remove(file);
                try {
                    if (known != null) {
                        known.file().close();
                    }
                } catch (IOException e) {
                    LOG.debug("closing a log failed", e);
                }
            }
        }
    }

    /** Whether a file ends with or holds a line near its end. */
    boolean holds(Path file, byte[] line) throws IOException {
        try (DiskFile in = disk.openRead(file)) {
            return contains(in, in.size(), line);
        }
    }

    private DiskFile open(Path file) throws IOException {
        try {
            return disk.open(file);
        } catch (NoSuchFileException e) {
            directories.forget();
            directories.ensure(Objects.requireNonNull(file.getParent()));
            return disk.open(file);
        }
    }

    private static void write(DiskFile out, byte[] bytes, long end) throws IOException {
        try {
            out.write(ByteBuffer.wrap(bytes), end);
        } catch (IOException e) {
            try {
                out.truncate(end);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Where the next line starts: behind the last newline, what follows it is kept only if it is a whole line itself. */
    private long whole(DiskFile out, long size, Path file) throws IOException {
        if (size == 0 || last(out, size) == '\n') {
            return size;
        }
        long start = lineStart(out, size);
        if (last(out, size) == '}' && isJson(out, start, size)) {
            write(out, new byte[] {'\n'}, size);
            return size + 1;
        }
        LOG.warn("Cut a torn last line of {} bytes off {}", size - start, file);
        out.truncate(start);
        return start;
    }

    private static byte last(DiskFile out, long size) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        out.read(one, size - 1);
        return one.get(0);
    }

    private static long lineStart(DiskFile out, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long end = size; end > 0; ) {
            long from = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - from));
            int n = out.read(block, from);
            for (int i = n - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    private static boolean isJson(DiskFile out, long start, long size) throws IOException {
        if (size - start > (16 << 20)) {
            return false;
        }
        ByteBuffer text = ByteBuffer.allocate((int) (size - start));
        out.read(text, start);
        return JsonCodec.isJson(text.array());
    }

    private boolean isThere(Path file, DiskFile out, long end, byte[] line, Run run) throws IOException {
        if (!run.isRedo()) {
            return contains(out, end, line);
        }
        Set<Long> known = redone.get(file);
        if (known == null) {
            known = hashes(out, end);
            redone.put(file, known);
        }
        return !known.add(hash(line, 0, line.length));
    }

    /** Forgets what it knows of logs; to be called when files were removed or moved, and at the end of redo. */
    void forget() {
        redone.clear();
        close();
    }

    private Set<Long> hashes(DiskFile out, long end) throws IOException {
        byte[] tail = tail(out, end);
        Set<Long> found = new HashSet<>();
        int start = 0;
        for (int i = 0; i < tail.length; i++) {
            if (tail[i] == '\n') {
                found.add(hash(tail, start, i + 1));
                start = i + 1;
            }
        }
        return found;
    }

    private static long hash(byte[] bytes, int from, int to) {
        long h = 0xCBF29CE484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ bytes[i]) * 0x100000001B3L;
        }
        return h;
    }

    private byte[] tail(DiskFile in, long end) throws IOException {
        long from = Math.max(0, end - Math.min(window, 256L << 20));
        ByteBuffer tail = ByteBuffer.allocate((int) (end - from));
        in.read(tail, from);
        return tail.array();
    }

    private boolean contains(DiskFile out, long end, byte[] line) throws IOException {
        byte[] bytes = tail(out, end);
        for (int start = bytes.length - line.length; start >= 0; start--) {
            boolean begins = start == 0 || bytes[start - 1] == '\n';
            if (begins && Arrays.equals(bytes, start, start + line.length, line, 0, line.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Appends an item to the payload of a log entry, whose lines are separated, not ended, by newlines.
     *
     * @param offset where the last item before ends; line ends behind it are cut off
     */
    void appendItem(Path file, byte[] item, long offset, Run run) throws IOException {
        byte[] bytes = offset == 0 ? item : separated(item);
        try (DiskFile out = open(file)) {
            long size = cutLineEnds(out, run.isFirst() ? out.size() : cutZeros(out), offset);
            if (run.isFirst() && size == offset) {
                write(out, bytes, offset);
                return;
            }
            int there = (int) Math.min(bytes.length, Math.max(0, size - offset));
            ByteBuffer tail = ByteBuffer.allocate(there);
            out.read(tail, offset);
            boolean begun = Arrays.equals(tail.array(), 0, there, bytes, 0, there);
            if (begun && there == bytes.length) {
                return;
            }
            write(out, size == 0 ? item : separated(item), begun ? Math.min(size, offset) : size);
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
        byte there = last(in, at + 1);
        return there == '\n' || there == '\r';
    }

    /** After a power failure there may be zeros where bytes were written and not forced. @return length without them */
    private static long cutZeros(DiskFile out) throws IOException {
        long size = out.size();
        long end = size;
        while (end > 0 && last(out, end) == 0) {
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
