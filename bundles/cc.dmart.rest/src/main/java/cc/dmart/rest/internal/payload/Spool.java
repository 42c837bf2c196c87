package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the file of an upload until the other parts are known: in memory while it is small, else in a temporary file.
 * Not thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY = 256 << 10;

    private final Path folder;
    private final long limit;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream fileOut;
    private long size;

    Spool(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Adds bytes. @throws DmartException.Invalid {@code E(413,request,402)} beyond the limit */
    void write(byte[] bytes, int count) throws IOException {
        size += count;
        if (size > limit) {
            throw DmartException.Invalid.tooLarge("The file is larger than allowed");
        }
        if (fileOut == null && size > IN_MEMORY) {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "upload", ".part");
            fileOut = Files.newOutputStream(file);
            memory.writeTo(fileOut);
            memory.reset();
        }
        OutputStream out = fileOut == null ? memory : fileOut;
        out.write(bytes, 0, count);
    }

    /** What was written. */
    InputStream content() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
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
