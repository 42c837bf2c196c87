package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.PayloadFile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A stretch of a file as a reply. The first bytes go through JAX-RS, which sends the headers with them; the rest is read into
 * a pooled buffer outside the heap and handed to the server as it is, so that nothing is copied in between and the heap does
 * not grow with what is sent. For one request.
 */
final class LargeFile implements StreamingOutput {
    private static final int FIRST = 64 << 10;
    private static final int CHUNK = 256 << 10;

    private final PayloadFile file;
    private final ByteRange range;
    private final HttpServletRequest request;

    LargeFile(PayloadFile file, ByteRange range, HttpServletRequest request) {
        this.file = file;
        this.range = range;
        this.request = request;
    }

    /**
     * @throws IOException                if the client is gone or the file became shorter
     * @throws DmartException.NotFound    if it is gone
     * @throws DmartException.Unavailable {@code E(503,general,503)} if it is another than the one that the headers tell of, or
     *                                    cannot be opened
     */
    @Override
    public void write(OutputStream out) throws IOException {
        try (SeekableByteChannel in = PayloadReply.opened(file)) {
            if (in.size() != file.size()) {
                throw DmartException.Unavailable.now("The file is being changed", null);
            }
            in.position(range.first());
            ByteBuffer first = ByteBuffer.allocate((int) Math.min(FIRST, range.length()));
            read(in, first);
            out.write(first.array());
            rest(in, range.length() - first.capacity());
        }
    }

    private void rest(SeekableByteChannel in, long length) throws IOException {
        ServletContextRequest server = ServletContextRequest.getServletContextRequest(request);
        HttpOutput out = server.getHttpOutput();
        RetainableByteBuffer pooled = server.getComponents().getByteBufferPool().acquire(CHUNK, true);
        try {
            ByteBuffer buffer = pooled.getByteBuffer();
            for (long left = length; left > 0; ) {
                int count = (int) Math.min(left, CHUNK);
                buffer.clear().limit(count);
                read(in, buffer);
                out.write(buffer);
                left -= count;
            }
        } finally {
            pooled.release();
        }
    }

    /** Fills a buffer and turns it. */
    private static void read(SeekableByteChannel in, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
        }
        buffer.flip();
    }
}
