package cc.dmart.rest.internal.edge;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Takes the length from replies 304, where it would be that of what the client has (RFC 9110, 8.6): the server writes 0 for want
 * of a body, which a cache may believe. For one request.
 */
final class NotModified extends HttpStream.Wrapper {
    /** Wraps the requests that may be answered so. */
    static final HttpConfiguration.Customizer LENGTHLESS = (request, headers) -> {
        HttpFields asked = request.getHeaders();
        if (asked.contains(HttpHeader.IF_NONE_MATCH) || asked.contains(HttpHeader.IF_MODIFIED_SINCE)) {
            request.addHttpStreamWrapper(NotModified::new);
        }
        return request;
    };

    private NotModified(HttpStream stream) {
        super(stream);
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        super.send(request, response == null ? null : withoutLength(response), last, content, callback);
    }

    private static MetaData.Response withoutLength(MetaData.Response response) {
        if (response.getStatus() != HttpStatus.NOT_MODIFIED_304) {
            return response;
        }
        HttpFields headers = HttpFields.build(response.getHttpFields()).remove(HttpHeader.CONTENT_LENGTH);
        return new MetaData.Response(
                response.getStatus(),
                response.getReason(),
                response.getHttpVersion(),
                headers,
                -1,
                response.getTrailersSupplier());
    }
}
