package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import cc.dmart.rest.internal.edge.Exchange;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is sent while it is made. One that fails before its first bytes are sent is an error like any other; later the
 * connection is broken, as the status is out and JAX-RS would end the reply as if it were whole. For one request.
 */
final class FileOutput implements StreamingOutput {
    private static final Logger LOG = LoggerFactory.getLogger(FileOutput.class);
    /** Bytes that wait: many a file ends or fails within them. */
    private static final int FIRST = 64 << 10;

    private final Exchange exchange;
    private final StreamingOutput content;

    FileOutput(Exchange exchange, StreamingOutput content) {
        this.exchange = exchange;
        this.content = content;
    }

    /** @throws DmartException if nothing was sent: what the content throws of them, the internal error for all else */
    @Override
    public void write(OutputStream out) throws IOException {
        Late late = new Late(out);
        try {
            content.write(late);
            late.begin();
        } catch (Throwable e) {
            if (late.begun) {
                abort(e, late.refused);
                throw e;
            }
            // not as it is: among the causes may be what tells of a broken request elsewhere
            throw e instanceof DmartException known ? known : DmartException.Unavailable.internal(e);
        }
    }

    private void abort(Throwable e, boolean clientIsGone) {
        if (!clientIsGone) {
            LOG.error("Request {} failed on the way of its reply", exchange.correlationId(), e);
        }
        ServletContextRequest.getServletContextRequest(exchange.request())
                .getServletChannel()
                .abort(e);
    }

    /** Hands nothing over before there is more than JAX-RS keeps back, so that it is known whether the status is out. */
    private static final class Late extends OutputStream {
        private final OutputStream out;
        private final ByteArrayOutputStream first = new ByteArrayOutputStream();
        private boolean begun;
        private boolean refused;

        Late(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!begun && first.size() + length < FIRST) {
                first.write(bytes, offset, length);
                return;
            }
            begin();
            refused = true;
            out.write(bytes, offset, length);
            refused = false;
        }

        void begin() throws IOException {
            if (!begun) {
                begun = true;
                refused = true;
                first.writeTo(out);
                refused = false;
            }
        }

        @Override
        public void flush() throws IOException {
            if (begun) {
                refused = true;
                out.flush();
                refused = false;
            }
        }
    }
}
