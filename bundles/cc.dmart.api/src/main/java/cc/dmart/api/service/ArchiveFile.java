package cc.dmart.api.service;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An archive that is made while it is read. Thread-safe.
 *
 * @param fileName name for the client, without a path
 * @param content  writes it
 */
public record ArchiveFile(String fileName, Content content) {
    /** Writes an archive. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream stays open. @throws IOException if the stream is broken */
        void write(OutputStream out) throws IOException;
    }
}
