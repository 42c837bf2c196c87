package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;

/**
 * What comes of reading a body that is not what its headers say, or that ends too early: the client's mistake, or a client that
 * is gone, and nothing for the operator ({@code http-api.md} 1.3). The HTTP server tells so by exceptions of its own, often as the
 * cause of another. Thread-safe.
 */
public final class BrokenBody {
    private static final int DEPTH = 8;

    private BrokenBody() {}

    /** {@code E(400,request,402)}, {@code E(413,request,402)} if the server found it too large; empty if the error is another. */
    public static Optional<DmartException> of(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; i < DEPTH && each != null; i++) {
            if (each instanceof ZipException) {
                return Optional.of(refused("The body is not compressed as it says"));
            }
            if (each instanceof HttpException http && http.getCode() == 413) {
                return Optional.of(DmartException.Invalid.tooLarge("The body is larger than allowed"));
            }
            if ((each instanceof HttpException http && http.getCode() < 500) || each instanceof EofException) {
                return Optional.of(refused("The body cannot be read to its end"));
            }
            each = each.getCause();
        }
        return Optional.empty();
    }

    private static DmartException refused(String message) {
        return new DmartException.Invalid(400, ErrorType.REQUEST, ErrorCode.INVALID_DATA, message, List.of());
    }
}
