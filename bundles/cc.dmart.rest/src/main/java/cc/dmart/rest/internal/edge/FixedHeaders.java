package cc.dmart.rest.internal.edge;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * The headers that are the same in every reply ({@code http-api.md} 1.5, {@code security.md} 5.8), kept encoded and added by
 * the HTTP server itself: so early refusals have them too, and they cost next to nothing. Thread-safe.
 */
final class FixedHeaders implements HttpConfiguration.Customizer {
    private static final List<HttpField> FIELDS = List.of(
            field(
                    "Access-Control-Expose-Headers",
                    "x-server-time, X-Correlation-ID, Content-Disposition, Mcp-Session-Id, X-Truncated"),
            field(
                    "Access-Control-Allow-Headers",
                    "content-type, charset, authorization, accept-language, content-length, skel-accept-language, "
                            + "x-correlation-id, x-channel-key, mcp-session-id, range"),
            field("Access-Control-Allow-Methods", "OPTIONS, DELETE, POST, GET, PATCH, PUT"),
            field("Access-Control-Max-Age", "600"),
            field("Cache-Control", "no-cache, no-store, must-revalidate"),
            field("Pragma", "no-cache"),
            field("Expires", "0"),
            field("X-Content-Type-Options", "nosniff"),
            field("X-Frame-Options", "DENY"),
            field("Referrer-Policy", "strict-origin-when-cross-origin"),
            field("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
            field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"));

    private static HttpField field(String name, String value) {
        return new PreEncodedHttpField(name, value);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        for (HttpField field : FIELDS) {
            responseHeaders.add(field);
        }
        String path = request.getHttpURI().getPath();
        if (path != null && path.contains("/payload/")) {
            request.addHttpStreamWrapper(SpacedCharset::new);
        }
        return request;
    }

    /** Adds them to a reply that was begun anew. */
    static void addTo(HttpFields.Mutable responseHeaders) {
        for (HttpField field : FIELDS) {
            responseHeaders.put(field);
        }
    }
}
