package cc.dmart.rest.internal.edge;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;

/**
 * Takes in the rest of a body after the request was refused. Otherwise the connection would be reset while the client is
 * still sending, and it would see a broken connection in place of the error.
 */
final class UnreadBody {
    private static final long BYTES = 64L << 20;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

    private UnreadBody() {}

    static void discard(HttpServletRequest request, HttpServletResponse response) {
        boolean bodiless = request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null);
        if (response.getStatus() < 400 || bodiless || request.isAsyncStarted()) {
            return;
        }
        try {
            ServletInputStream in = request.getInputStream();
            if (!in.isFinished()) {
                response.flushBuffer();
                read(in);
            }
        } catch (IOException | IllegalStateException | HttpException.RuntimeException e) {
            // the client is gone or talks nonsense, or somebody else reads the body
        }
    }

    private static void read(ServletInputStream in) throws IOException {
        byte[] chunk = new byte[16 << 10];
        long end = System.nanoTime() + NANOS;
        long left = BYTES;
        int count = in.read(chunk);
        while (count >= 0 && left > 0 && System.nanoTime() - end < 0) {
            left -= count;
            count = in.read(chunk);
        }
    }
}
