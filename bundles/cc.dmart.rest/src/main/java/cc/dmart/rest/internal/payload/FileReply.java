package cc.dmart.rest.internal.payload;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** A reply that a browser saves as a file, written while it is made. Thread-safe. */
public final class FileReply {
    private FileReply() {}

    /** The reply. */
    public static Response of(String mediaType, String fileName, StreamingOutput content) {
        return Response.ok(content)
                .header("Content-Type", mediaType)
                .header("Content-Disposition", "attachment; " + ContentDisposition.fileName(fileName))
                .build();
    }
}
