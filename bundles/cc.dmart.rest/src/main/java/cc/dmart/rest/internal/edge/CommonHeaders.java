package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Timestamps;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.BiConsumer;

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

    private static final String[] FIXED = {
        "Access-Control-Expose-Headers", "x-server-time, X-Correlation-ID, Content-Disposition, Mcp-Session-Id",
        "Access-Control-Allow-Headers",
                "content-type, charset, authorization, accept-language, content-length, skel-accept-language, "
                        + "x-correlation-id, x-channel-key, mcp-session-id, range",
        "Access-Control-Allow-Methods", "OPTIONS, DELETE, POST, GET, PATCH, PUT",
        "Access-Control-Max-Age", "600",
        "Cache-Control", "no-cache, no-store, must-revalidate",
        "Pragma", "no-cache",
        "Expires", "0",
        "X-Content-Type-Options", "nosniff",
        "X-Frame-Options", "DENY",
        "Referrer-Policy", "strict-origin-when-cross-origin",
        "Permissions-Policy", "geolocation=(), camera=(), microphone=()",
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        "Vary", "Origin"
    };

    /** The headers that are the same in every reply. */
    static void forEachFixed(BiConsumer<String, String> sink) {
        for (int i = 0; i < FIXED.length; i += 2) {
            sink.accept(FIXED[i], FIXED[i + 1]);
        }
    }

    void apply(Exchange exchange, HttpServletResponse out) {
        out.setHeader("X-Correlation-ID", exchange.correlationId());
        out.setHeader("x-server-time", time(System.currentTimeMillis()));
        forEachFixed(out::setHeader);
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
