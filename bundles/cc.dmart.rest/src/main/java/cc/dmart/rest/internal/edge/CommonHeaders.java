package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Timestamps;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneId;

/** The headers of every reply ({@code http-api.md} 1.5, {@code security.md} 5.8). Thread-safe. */
final class CommonHeaders {
    private final Origins origins;
    private final ZoneId zone;
    private volatile Stamp stamp = new Stamp(0, "");

    CommonHeaders(Origins origins, ZoneId zone) {
        this.origins = origins;
        this.zone = zone;
    }

    /** Text of one millisecond; formatting it anew for each reply would cost more than all the other headers. */
    private record Stamp(long millis, String text) {}

    void apply(Exchange exchange, HttpServletResponse out) {
        out.setHeader("X-Correlation-ID", exchange.correlationId());
        out.setHeader("x-server-time", time(System.currentTimeMillis()));
        out.setHeader(
                "Access-Control-Expose-Headers",
                "x-server-time, X-Correlation-ID, Content-Disposition, Mcp-Session-Id");
        out.setHeader(
                "Access-Control-Allow-Headers",
                "content-type, charset, authorization, accept-language, content-length, skel-accept-language, "
                        + "x-correlation-id, x-channel-key, mcp-session-id, range");
        out.setHeader("Access-Control-Allow-Methods", "OPTIONS, DELETE, POST, GET, PATCH, PUT");
        out.setHeader("Access-Control-Max-Age", "600");
        out.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        out.setHeader("Pragma", "no-cache");
        out.setHeader("Expires", "0");
        out.setHeader("X-Content-Type-Options", "nosniff");
        out.setHeader("X-Frame-Options", "DENY");
        out.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
        out.setHeader("Permissions-Policy", "geolocation=(), camera=(), microphone=()");
        out.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
        out.setHeader("Vary", "Origin");
        if (exchange.isSecure()) {
            out.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        String origin = exchange.header("Origin");
        if (!origin.isEmpty() && origins.mayRead(origin, exchange)) {
            out.setHeader("Access-Control-Allow-Origin", origin);
            out.setHeader("Access-Control-Allow-Credentials", "true");
        }
    }

    private String time(long now) {
        Stamp last = stamp;
        if (last.millis != now) {
            last = new Stamp(now, Timestamps.format(Instant.ofEpochMilli(now), zone));
            stamp = last;
        }
        return last.text;
    }
}
