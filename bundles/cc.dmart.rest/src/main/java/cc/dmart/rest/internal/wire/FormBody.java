package cc.dmart.rest.internal.wire;

import cc.dmart.api.model.DmartException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads small HTML forms, for the few routes to which browsers post them. Thread-safe. */
public final class FormBody {
    private static final int MAX_BYTES = 1 << 14;
    private static final String TYPE = "application/x-www-form-urlencoded";

    private FormBody() {}

    /**
     * The fields of a form of at most 16 KiB.
     *
     * @throws DmartException.Invalid {@code E(415,request,402)} if it is declared as something else, {@code E(413,request,402)}
     *                                if it is too large, {@code E(422,validation,424)} on broken encoding
     * @throws IOException            if the client is gone
     */
    public static QueryString read(HttpServletRequest request) throws IOException {
        if (!JsonBody.isType(request.getContentType(), TYPE)) {
            throw Errors.mediaType(TYPE);
        }
        byte[] body = JsonBody.readAtMost(request.getInputStream(), MAX_BYTES);
        return QueryString.parse(new String(body, StandardCharsets.UTF_8));
    }
}
