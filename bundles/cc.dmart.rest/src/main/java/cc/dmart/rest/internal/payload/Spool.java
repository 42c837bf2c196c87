package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpooledFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file of an upload until the other parts are known: in memory while it is small, else in a temporary file.
 * Not thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int IN_MEMORY = 256 << 10;
    private static final long STEP = 32L << 20;

    private final WaitingFolder folder;
    private final long limit;
    private final @Nullable MessageDigest sum;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable FileChannel fileOut;
    private @Nullable FutureTask<Boolean> forcing;
    private long asked;
    private @Nullable String hash;
    private byte[] head = {};
    private long size;

    private final Executor early;

    /** A file that is read here and that nobody takes over or makes durable. */
    Spool(WaitingFolder folder, long limit) {
        this(folder, limit, null, task -> {
            throw new RejectedExecutionException();
        });
    }

    /**
     * A file that somebody may take over.
     *
     * @param early forces what has come while the rest comes; may refuse to
     */
    Spool(WaitingFolder folder, long limit, Executor early) {
        this(folder, limit, sha256(), early);
    }

    private Spool(WaitingFolder folder, long limit, @Nullable MessageDigest sum, Executor early) {
        this.folder = folder;
        this.limit = limit;
        this.sum = sum;
        this.early = early;
    }

    /** Adds bytes. @throws DmartException.Invalid {@code E(413,request,402)} beyond the limit */
    void write(byte[] bytes, int count) throws IOException {
        size += count;
        if (size > limit) {
            throw DmartException.Invalid.tooLarge("The file is larger than allowed");
        }
        keepHead(bytes, count);
        if (fileOut == null && size > IN_MEMORY) {
            begin();
        }
        FileChannel out = fileOut;
        if (out == null) {
            memory.write(bytes, 0, count);
        } else {
            write(out, bytes, count);
            forceSome(out);
        }
    }

    private void keepHead(byte[] bytes, int count) {
        int had = head.length;
        int more = Math.min(count, SpooledFile.HEAD - had);
        if (more > 0) {
            head = Arrays.copyOf(head, had + more);
            System.arraycopy(bytes, 0, head, had, more);
        }
    }

    /** The disk does not take a file; any other failure is that of the connection. */
    static final class NotWritten extends IOException {
        private static final long serialVersionUID = 1L;

        NotWritten(@Nullable Throwable cause) {
            super("An upload cannot be written", cause);
        }
    }

    private void write(FileChannel out, byte[] bytes, int count) throws NotWritten {
        if (sum != null) {
            sum.update(bytes, 0, count);
        }
        ByteBuffer source = ByteBuffer.wrap(bytes, 0, count);
        try {
            while (source.hasRemaining()) {
                out.write(source);
            }
        } catch (IOException e) {
            throw new NotWritten(e);
        }
    }

    /** So that the disk is busy while the client sends, and others do not wait at the end for all of it. */
    private void forceSome(FileChannel out) throws IOException {
        if (size - asked < STEP || (forcing != null && !forcing.isDone())) {
            return;
        }
        awaitForced();
        asked = size;
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            out.force(false);
            return true;
        });
        try {
            early.execute(task);
            forcing = task;
        } catch (RejectedExecutionException e) {
            return; // whoever takes the file forces all of it
        }
    }

    /** @throws IOException if the disk failed: it tells so once, and not to those who force the file later */
    private void awaitForced() throws IOException {
        FutureTask<Boolean> task = forcing;
        forcing = null;
        try {
            if (task != null) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new NotWritten(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void begin() throws NotWritten {
        FileChannel out = fresh();
        fileOut = out;
        byte[] first = memory.toByteArray();
        memory.reset();
        write(out, first, first.length);
    }

    private FileChannel fresh() throws NotWritten {
        try {
            Path fresh = folder.newFile();
            file = fresh;
            return FileChannel.open(fresh, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new NotWritten(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The file that was written, once {@link #content} was asked for; empty if it is in memory or nobody may take it over. */
    Optional<SpooledFile> spooled() {
        if (hash == null && sum != null) {
            hash = HexFormat.of().formatHex(sum.digest());
        }
        return file == null || hash == null
                ? Optional.empty()
                : Optional.of(new SpooledFile(file, size, hash, head.clone()));
    }

    /** Whether nothing was written. */
    boolean isEmpty() {
        return size == 0;
    }

    /** What was written. */
    InputStream content() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        awaitForced();
        try {
            if (fileOut != null) {
                fileOut.close();
            }
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new NotWritten(e);
        }
    }

    /** Removes the file. Whether the disk took it is for those to hear who wanted the content. */
    @Override
    public void close() throws IOException {
        try {
            awaitForced();
        } catch (IOException e) {
            LOG.debug("An upload that nobody takes over could not be forced", e);
        }
        try {
            if (fileOut != null) {
                fileOut.close();
            }
        } finally {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        }
    }
}
