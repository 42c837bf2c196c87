package cc.dmart.api.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;

/**
 * Replaces small files as a whole: after a crash or power loss there is the old content or the new one, never half of it or
 * none. An interrupt that is set before a call does not disturb it and stays set. Thread-safe; two calls for one file at a time
 * are the caller's to prevent.
 */
public final class DurableFile {
    private static final int CHUNK = 65_536;

    private DurableFile() {}

    /**
     * Replaces a file, which with its folders need not exist.
     *
     * @param attributes of the new file
     * @throws IOException if the disk fails; the old file is as it was then, unless only its folder could not be forced to disk
     */
    public static void replace(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        replace(file, new ByteArrayInputStream(content), attributes);
    }

    /**
     * Replaces a file by what a stream still has, which is read part by part and not closed.
     *
     * @param attributes of the new file
     * @throws IOException if the disk or the stream fails; the old file is as it was then, unless only its folder could not be
     *     forced to disk
     */
    public static void replace(Path file, InputStream content, FileAttribute<?>... attributes) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            makeFolder(folder);
            Path part = file.resolveSibling("." + file.getFileName() + ".part");
            try {
                write(part, content, attributes);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                removeQuietly(part, e);
                throw e;
            }
            forceFolder(folder);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void write(Path part, InputStream content, FileAttribute<?>... attributes) throws IOException {
        Files.deleteIfExists(part); // its attributes would stay
        try (FileChannel out =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
    }

    private static void removeQuietly(Path part, IOException why) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Makes a folder and those above it that do not exist, so that they are there after a power loss too. */
    private static void makeFolder(Path folder) throws IOException {
        Deque<Path> above = new ArrayDeque<>();
        for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
            if (at.getParent() != null) {
                above.push(at.getParent());
            }
        }
        Files.createDirectories(folder);
        for (Path changed : above) {
            forceFolder(changed);
        }
    }

    /**
     * Forces the names in a folder to disk, as a file that was made in it needs.
     *
     * @throws IOException if the disk fails
     */
    public static void forceFolder(Path folder) throws IOException {
        try (SteadyFile names = SteadyFile.reading(folder)) {
            names.force(true);
        }
    }
}
