package cc.dmart.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that is being received. Must be closed, whether it was read to its end or not.
 *
 * @param body      the bytes, as they come
 * @param mediaType such as {@code image/png}; empty if the server names none
 * @param size      bytes, or -1 if that is not known before the end
 * @param etag      tag of this version; empty if there is none
 */
public record Download(InputStream body, String mediaType, long size, String etag) implements AutoCloseable {
    /** The rest of the bytes, in memory. @throws IOException if the connection breaks */
    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
