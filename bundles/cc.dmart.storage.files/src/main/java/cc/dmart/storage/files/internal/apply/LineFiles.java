package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.FirstTime;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to logs of JSON lines: one write per line, a torn last line is cut off first, and after a failure or restart a
 * line that is there already is not written again. Thread-safe; a file is guarded by one of a fixed number of monitors.
 */
final class LineFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LineFiles.class);
    private static final int STRIPES = 64;
    private static final int MAX_KEPT = 64;
    private static final int BLOCK = 64 << 10;

    private final Disk disk;
    private final Directories directories;
    private final KnownLines known;
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();
    private final Object[] stripes = new Object[STRIPES];
    private final FirstTime odd = new FirstTime();

    /** A log that stays open, and how it was left. */
    private record Kept(DiskFile file, Object key, long end) {}

    /** Appends lines of another log to a log that is opened when there is one. */
    private final class Copy implements Closeable {
        private final Path target;
        private final long length;
        private final Run run;
        private @Nullable DiskFile out;
        private LineHashes there = new LineHashes();
        private long end;
        private boolean wrote;

        /** @param length of all that an attempt before may have appended */
        Copy(Path target, long length, Run run) {
            this.target = target;
            this.length = length;
            this.run = run;
        }

        void add(byte[] line) throws IOException {
            DiskFile file = out;
            if (file == null) {
                file = open(target);
                out = file;
                end = whole(file, file.size(), target);
                if (!run.isFirst()) {
                    there = known.hashes(file, end, length);
                }
            }
            if (run.isFirst() || there.add(KnownLines.hash(line))) {
                write(file, line, end);
                end += line.length;
                wrote = true;
            }
        }

        boolean any() throws IOException {
            if (wrote) {
                known.forget(target);
                run.wrote(target);
            }
            return out != null;
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }

    /** @param window bytes at the end of a file in which redo looks for a line: as much as a journal can have appended */
    LineFiles(Disk disk, Directories directories, long window) {
        this.disk = disk;
        this.directories = directories;
        known = new KnownLines(window);
        Arrays.setAll(stripes, i -> new Object());
    }

    /** Appends a line that ends with a newline. @return length of the file before; -1 if it is no regular file, which is left alone */
    long append(Path file, byte[] line, Run run) throws IOException {
        synchronized (stripe(file)) {
            try (DiskFile out = open(file)) {
                long end = whole(out, out.size(), file);
                if (run.isFirst() || !isThere(file, out, end, line, run)) {
                    write(out, line, end);
                    run.wrote(file);
                }
                return end;
            } catch (IOException e) {
                requireOdd(file, e);
                return -1;
            }
        }
    }

    /** What has the name of a log and is none stops no change: it would stop all. */
    private void requireOdd(Path file, IOException failure) throws IOException {
        FileStamp stamp = disk.stat(file);
        if (stamp.isMissing() || stamp.isFile()) {
            throw failure;
        }
        tellOdd(file);
    }

    /** Says once that a log gets no lines. */
    void tellOdd(Path file) {
        if (odd.is(file)) {
            LOG.warn("{} is no regular file: lines for it are not written", file);
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
            if (end >= 0 && run.isFirst() && kept.size() < MAX_KEPT) {
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
        List.copyOf(kept.keySet()).forEach(this::close);
    }

    private void close(Path tree) {
        for (Path file : List.copyOf(kept.keySet())) {
            if (!file.startsWith(tree)) {
                continue;
            }
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

    /** Whether a file, to which nothing is appended any more, holds a line near its end; for redo. */
    boolean holds(Path file, byte[] line) throws IOException {
        return known.ofRedo(file, () -> disk.openRead(file)).contains(KnownLines.hash(line));
    }

    /** Takes over under a new name what redo knows of a file. */
    void renamed(Path from, Path to) {
        known.renamed(from, to);
    }

    /** Opens a log, made with its directories if it is missing. */
    DiskFile open(Path file) throws IOException {
        try {
            return disk.open(file);
        } catch (NoSuchFileException e) {
            directories.forget();
            directories.ensure(Objects.requireNonNull(file.getParent()));
            return disk.open(file);
        }
    }

    /** Writes at the end, all or nothing. */
    static void write(DiskFile out, byte[] bytes, long end) throws IOException {
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

    /** The last byte of so many. */
    static byte last(DiskFile out, long size) throws IOException {
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
        return run.isRedo() ? !known.ofRedo(file, out, end).add(KnownLines.hash(line)) : known.isAtEnd(out, end, line);
    }

    /** Forgets what it knows of logs, at the end of redo. */
    void forget() {
        known.forget();
        close();
    }

    /** Forgets a log, or all in a directory and below, after it was removed or moved. */
    void forget(Path tree) {
        known.forget(tree);
        close(tree);
    }

    /** Appends what is picked of the lines of another log that is there, each once. @return whether anything was picked */
    boolean appendAll(Path source, Path target, LinePicker pick, Run run) throws IOException {
        synchronized (stripe(target)) {
            FileStamp there = disk.stat(target);
            if (!there.isMissing() && !there.isFile()) {
                tellOdd(target);
                return false;
            }
            try (DiskFile in = disk.openRead(source);
                    Copy copy = new Copy(target, run.isFirst() ? 0 : length(in, pick), run)) {
                ForwardLines.each(in, line -> {
                    Optional<byte[]> picked = pick.of(line);
                    if (picked.isPresent()) {
                        copy.add(ended(picked.get()));
                    }
                });
                return copy.any();
            }
        }
    }

    /** Length of what is picked, which may be more than the log has: lines may become longer. */
    private static long length(DiskFile in, LinePicker pick) throws IOException {
        long[] length = {0};
        ForwardLines.each(
                in, line -> length[0] += pick.of(line).map(l -> l.length + 1L).orElse(0L));
        return length[0];
    }

    /** Writes a log that is there anew with what is picked of its lines, durably at once: the journal does not have them. */
    void rewrite(Path file, LinePicker pick, Run run) throws IOException {
        synchronized (stripe(file)) {
            try (DiskFile in = disk.openRead(file)) {
                int[] counts = {0, 0};
                ForwardLines.each(in, line -> {
                    Optional<byte[]> picked = pick.of(line);
                    counts[0] += picked.isPresent() ? 1 : 0;
                    counts[1] += picked.isPresent() && Arrays.equals(picked.get(), line) ? 0 : 1;
                });
                if (counts[1] == 0) {
                    return;
                }
                if (counts[0] == 0) {
                    disk.delete(file);
                } else {
                    replace(file, in, pick);
                    run.wrote(file);
                }
            }
            forget(file);
        }
    }

    private void replace(Path file, DiskFile in, LinePicker pick) throws IOException {
        Path temporary = file.resolveSibling(
                FileNames.temporary(Objects.requireNonNull(file.getFileName()).toString()));
        disk.delete(temporary);
        try {
            writePicked(temporary, in, pick);
            disk.rename(temporary, file);
        } catch (IOException e) {
            discard(temporary, e); // it takes the room that may be what is missing
            throw e;
        }
    }

    private void writePicked(Path file, DiskFile in, LinePicker pick) throws IOException {
        try (DiskFile out = disk.open(file)) {
            long[] end = {0};
            ForwardLines.each(in, line -> {
                Optional<byte[]> picked = pick.of(line);
                if (picked.isPresent()) {
                    byte[] bytes = ended(picked.get());
                    out.write(ByteBuffer.wrap(bytes), end[0]);
                    end[0] += bytes.length;
                }
            });
            out.force(true);
        }
    }

    private void discard(Path temporary, IOException why) {
        try {
            disk.delete(temporary);
        } catch (IOException second) {
            why.addSuppressed(second);
        }
    }

    private static byte[] ended(byte[] line) {
        byte[] out = Arrays.copyOf(line, line.length + 1);
        out[line.length] = '\n';
        return out;
    }
}
