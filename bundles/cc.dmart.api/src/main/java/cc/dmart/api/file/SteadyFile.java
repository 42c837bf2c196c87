package cc.dmart.api.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that stays open whatever happens to the threads that use it. The interrupt of a thread, such as that of a plugin over
 * its budget, closes the channel that it is using for everybody: here it is opened again, and the thread stays interrupted.
 * Thread-safe, as far as callers keep their positions apart.
 */
public class SteadyFile implements Closeable {
    private static final int BLOCK = 8192;
    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Set<OpenOption> options;
    private final FileAttribute<?>[] attributes;
    private Path path;
    private FileChannel channel;
    private boolean closed;

    /**
     * Opens a file.
     *
     * @param options    with which it is opened again too
     * @param attributes of a file that is made
     */
    protected SteadyFile(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        this.path = path;
        this.options = Set.copyOf(options);
        this.attributes = attributes.clone();
        channel = FileChannel.open(path, this.options, this.attributes);
    }

    /** Opens a file for reading. */
    public static SteadyFile reading(Path path) throws IOException {
        return new SteadyFile(path, READING);
    }

    /** Opens a file for reading and writing, and makes it for its owner alone if need be. */
    public static SteadyFile writing(Path path) throws IOException {
        return new SteadyFile(
                path, WRITING, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The same with the permissions that files usually get. */
    public static SteadyFile writingShared(Path path) throws IOException {
        return new SteadyFile(path, WRITING);
    }

    private interface Use<T> {
        T on(FileChannel channel) throws IOException;
    }

    /** Fills a buffer from a position on; returns how many bytes there were. */
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        return run(c -> {
            target.position(start);
            int last = 0;
            while (target.hasRemaining() && last >= 0) {
                last = c.read(target, position + target.position() - start);
            }
            return target.position() - start;
        });
    }

    /** Writes all of a buffer. */
    public void write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        run(c -> {
            source.position(start);
            while (source.hasRemaining()) {
                c.write(source, position + source.position() - start);
            }
            return c;
        });
    }

    /** Cuts the file. */
    public void truncate(long size) throws IOException {
        run(c -> c.truncate(size));
    }

    /** Bytes in the file. */
    public long size() throws IOException {
        return run(FileChannel::size);
    }

    /** Where whole lines end: behind the last newline, 0 without one. Reads from the end, block by block. */
    public long wholeLines() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long end = size(); end > 0; ) {
            long start = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - start));
            int at = read(block, start);
            while (at > 0 && block.get(at - 1) != '\n') {
                at--;
            }
            if (at > 0) {
                return start + at;
            }
            end = start;
        }
        return 0;
    }

    /** Brings what was written to the disk. */
    public void force(boolean metadata) throws IOException {
        run(c -> {
            c.force(metadata);
            return c;
        });
    }

    /** Gives the file another name, in the place of any other; see {@link DurableFile#forceFolder}. */
    public synchronized void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        path = target;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private <T> T run(Use<T> use) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel();
                try {
                    return use.on(current);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(current, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel channel() {
        return channel;
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw cause;
        }
        if (channel == broken) {
            channel = FileChannel.open(path, options, attributes);
        }
    }
}
