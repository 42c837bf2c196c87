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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * Keeps the file of an upload until the other parts are known: in memory while it is small, else in a temporary file.
 * Not thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY = 256 << 10;
    private static final long STEP = 32L << 20;

    private final Path folder;
    private final long limit;
    private final MessageDigest sum = sha256();
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable FileChannel fileOut;
    private @Nullable FutureTask<Boolean> forcing;
    private long asked;
    private byte[] head = {};
    private long size;

    private final Executor early;

    /** A file that nobody makes durable. */
    Spool(Path folder, long limit) {
        this(folder, limit, task -> {
            throw new RejectedExecutionException();
        });
    }

    /** @param early forces what has come while the rest comes; may refuse to */
    Spool(Path folder, long limit, Executor early) {
        this.folder = folder;
        this.limit = limit;
        this.early = early;
    }

    /** Adds bytes. @throws DmartException.Invalid {@code E(413,request,402)} beyond the limit */
    void write(byte[] bytes, int count) throws IOException {
        size += count;
        if (size > limit) {
            throw DmartException.Invalid.tooLarge("The file is larger than allowed");
        }
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

    private void write(FileChannel out, byte[] bytes, int count) throws IOException {
        sum.update(bytes, 0, count);
        ByteBuffer source = ByteBuffer.wrap(bytes, 0, count);
        while (source.hasRemaining()) {
            out.write(source);
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
            throw new IOException("An upload cannot be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void begin() throws IOException {
        Files.createDirectories(folder);
        file = Files.createTempFile(folder, "upload", ".part", mode());
        FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE);
        fileOut = out;
        byte[] first = memory.toByteArray();
        memory.reset();
        head = Arrays.copyOf(first, Math.min(first.length, SpooledFile.HEAD));
        write(out, first, first.length);
    }

    /** That of a payload, which it may become. */
    private FileAttribute<?>[] mode() {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The file that was written, once {@link #content} was asked for; empty if it is in memory. To be called once. */
    Optional<SpooledFile> spooled() {
        return Optional.ofNullable(file)
                .map(path -> new SpooledFile(path, size, HexFormat.of().formatHex(sum.digest()), head));
    }

    /** What was written. */
    InputStream content() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        awaitForced();
        if (fileOut != null) {
            fileOut.close();
        }
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (fileOut != null) {
            fileOut.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
