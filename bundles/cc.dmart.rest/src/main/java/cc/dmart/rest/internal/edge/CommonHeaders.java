package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletResponse;

/** The headers of every reply that depend on the request; the others: {@link FixedHeaders}. Thread-safe. */
final class CommonHeaders {
    /** Value of {@code Strict-Transport-Security}, over HTTPS only. */
    static final String STRICT = "max-age=31536000; includeSubDomains";

    private final Origins origins;
    private final ServerTime time;

    CommonHeaders(Origins origins, ServerTime time) {
        this.origins = origins;
        this.time = time;
    }

    void apply(Exchange exchange, HttpServletResponse out) {
        out.addHeader("X-Correlation-ID", exchange.correlationId());
        out.addHeader("x-server-time", time.now());
        // not one of the fixed ones: the server's compression replaces what is there before it adds its own
        out.addHeader("Vary", "Origin");
        if (exchange.isSecure()) {
            out.addHeader("Strict-Transport-Security", STRICT);
        }
        String origin = exchange.header("Origin");
        if (!origin.isEmpty() && origins.mayRead(origin, exchange)) {
            out.addHeader("Access-Control-Allow-Origin", origin);
            out.addHeader("Access-Control-Allow-Credentials", "true");
        }
    }
}
