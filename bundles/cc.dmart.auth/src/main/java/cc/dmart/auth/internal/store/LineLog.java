package cc.dmart.auth.internal.store;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.file.SteadyFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of JSON lines in the folder {@code DMART_DATA/auth}, readable by its owner alone. A torn last line is cut
 * off. Not thread-safe.
 */
public final class LineLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineLog.class);

    private final Path file;
    private SteadyFile content;
    private long end;
    private int lines;
    /** Whether there may be something behind the end that a failed write left. */
    private boolean torn;

    private LineLog(Path file, SteadyFile content) {
        this.file = file;
        this.content = content;
    }

    /** How a file is opened. */
    @FunctionalInterface
    public interface Opening {
        /** The open file, of which every whole line was handed over. @throws IOException if it cannot be opened */
        LineLog open(Path file, Consumer<JsonObject> reader) throws IOException;
    }

    /** Opens the file, makes it and its folder if need be, and hands over every whole line. */
    public static LineLog open(Path file, Consumer<JsonObject> reader) throws IOException {
        Path folder = folder(file);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return open(file, SteadyFile.writing(file), reader);
    }

    /** The same of an open file. */
    static LineLog open(Path file, SteadyFile content, Consumer<JsonObject> reader) throws IOException {
        LineLog log = new LineLog(file, content);
        log.lines = log.read(reader);
        return log;
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private int read(Consumer<JsonObject> reader) throws IOException {
        cutTornTail();
        int count = 0;
        BufferedReader in = new BufferedReader(new InputStreamReader(new Beginning(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            count++;
            try {
                reader.accept(JsonCodec.parseObject(line.getBytes(StandardCharsets.UTF_8)));
            } catch (DmartException e) {
                LOG.warn("Line {} of {} cannot be read and is left out", count, file);
            }
        }
        return count;
    }

    /** The file from its beginning to its last whole line. */
    private final class Beginning extends InputStream {
        private long at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int wanted = (int) Math.min(length, end - at);
            int read = content.read(ByteBuffer.wrap(target, offset, wanted), at);
            at += read;
            return read == 0 && length > 0 ? -1 : read;
        }
    }

    private void cutTornTail() throws IOException {
        end = content.wholeLines();
        if (end < content.size()) {
            content.truncate(end);
        }
    }

    /** Appends lines in one write; forced to disk if wanted. */
    public void append(Collection<String> added, boolean force) throws IOException {
        StringBuilder text = new StringBuilder();
        added.forEach(line -> text.append(line).append('\n'));
        try {
            if (torn) {
                cut();
            }
            long after = write(content, end, text);
            if (force) {
                content.force(false);
            }
            end = after;
        } catch (IOException e) {
            cut(e);
            throw e;
        }
        lines += added.size();
    }

    private void cut() throws IOException {
        content.truncate(end);
        torn = false;
    }

    private void cut(IOException why) {
        try {
            cut();
        } catch (IOException second) {
            torn = true; // whole lines of it would be read at the next start if shorter ones were written over it
            why.addSuppressed(second);
        }
    }

    /** Returns where what was written ends. */
    private static long write(SteadyFile to, long position, CharSequence text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        int length = bytes.remaining();
        to.write(bytes, position);
        return position + length;
    }

    /** Replaces the content, atomically. */
    public void rewrite(Collection<String> kept) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        SteadyFile next = SteadyFile.writing(fresh);
        long size = 0;
        try {
            StringBuilder text = new StringBuilder();
            for (String line : kept) {
                text.append(line).append('\n');
                if (text.length() > 1 << 16) {
                    size = write(next, size, text);
                    text.setLength(0);
                }
            }
            size = write(next, size, text);
            next.force(true);
            next.moveTo(file);
        } catch (IOException e) {
            discard(next, fresh, e); // it takes the room that may be what is missing
            throw e;
        }
        SteadyFile before = content;
        content = next;
        end = size;
        torn = false;
        lines = kept.size();
        before.close();
        DurableFile.forceFolder(folder(file)); // what is appended from now on must not stand in a file without a name
    }

    private static void discard(SteadyFile next, Path fresh, IOException why) {
        try (next) {
            Files.deleteIfExists(fresh);
        } catch (IOException second) {
            why.addSuppressed(second);
        }
    }

    /** Lines in the file. */
    public int lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        content.force(false);
        content.close();
    }
}
