package cc.dmart.rest.internal.payload;

import cc.dmart.rest.internal.edge.Exchange;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** A reply that a browser saves as a file, written while it is made. Thread-safe. */
public final class FileReply {
    private FileReply() {}

    /** The reply. */
    public static Response of(Exchange exchange, String mediaType, String fileName, StreamingOutput content) {
        return Response.ok(new FileOutput(exchange, content))
                .header("Content-Type", mediaType)
                .header("Content-Disposition", "attachment; " + ContentDisposition.fileName(fileName))
                .build();
    }
}
