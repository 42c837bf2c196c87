package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Timestamps;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneId;

/** The headers of every reply that depend on the request; the others: {@link FixedHeaders}. Thread-safe. */
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
        out.addHeader("X-Correlation-ID", exchange.correlationId());
        out.addHeader("x-server-time", time(System.currentTimeMillis()));
        // not one of the fixed ones: the server's compression replaces what is there before it adds its own
        out.addHeader("Vary", "Origin");
        if (exchange.isSecure()) {
            out.addHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        String origin = exchange.header("Origin");
        if (!origin.isEmpty() && origins.mayRead(origin, exchange)) {
            out.addHeader("Access-Control-Allow-Origin", origin);
            out.addHeader("Access-Control-Allow-Credentials", "true");
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
