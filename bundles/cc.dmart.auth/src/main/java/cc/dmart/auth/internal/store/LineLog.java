package cc.dmart.auth.internal.store;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Set;
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
    private FileChannel channel;
    private int lines;

    private LineLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens the file, makes it and its folder if need be, and hands over every whole line. */
    public static LineLog open(Path file, Consumer<JsonObject> reader) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        LineLog log = new LineLog(file, channel(file));
        log.lines = log.read(reader);
        return log;
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private int read(Consumer<JsonObject> reader) throws IOException {
        cutTornTail();
        int count = 0;
        channel.position(0);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            count++;
            try {
                reader.accept(JsonCodec.parseObject(line.getBytes(StandardCharsets.UTF_8)));
            } catch (DmartException e) {
                LOG.warn("Line {} of {} cannot be read and is left out", count, file);
            }
        }
        channel.position(channel.size());
        return count;
    }

    private void cutTornTail() throws IOException {
        long size = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = size;
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        if (end < size) {
            channel.truncate(end);
        }
    }

    /** Appends lines in one write; forced to disk if wanted. */
    public void append(Collection<String> added, boolean force) throws IOException {
        StringBuilder text = new StringBuilder();
        added.forEach(line -> text.append(line).append('\n'));
        long before = channel.position();
        try {
            write(channel, text);
            if (force) {
                channel.force(false);
            }
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
        lines += added.size();
    }

    private static void write(FileChannel to, CharSequence text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Replaces the content, atomically. */
    public void rewrite(Collection<String> kept) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileChannel next = channel(fresh);
        try {
            StringBuilder text = new StringBuilder();
            for (String line : kept) {
                text.append(line).append('\n');
                if (text.length() > 1 << 16) {
                    write(next, text);
                    text.setLength(0);
                }
            }
            write(next, text);
            next.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        channel.close();
        channel = next;
        lines = kept.size();
    }

    /** Lines in the file. */
    public int lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        channel.force(false);
        channel.close();
    }
}
