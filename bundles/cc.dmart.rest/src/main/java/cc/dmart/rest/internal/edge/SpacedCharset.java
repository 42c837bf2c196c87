package cc.dmart.rest.internal.edge;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpStream;

/**
 * The type of a payload as the contract writes it, {@code text/plain; charset=utf-8} ({@code http-api.md} 1.10): the HTTP server
 * takes the blank out, and there are clients that compare the whole header. For one reply.
 */
final class SpacedCharset extends HttpStream.Wrapper {
    private static final String TIGHT = ";charset=";

    SpacedCharset(HttpStream wrapped) {
        super(wrapped);
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        super.prepareResponse(headers);
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        if (type != null && type.contains(TIGHT)) {
            headers.put(HttpHeader.CONTENT_TYPE, type.replace(TIGHT, "; charset="));
        }
    }
}
