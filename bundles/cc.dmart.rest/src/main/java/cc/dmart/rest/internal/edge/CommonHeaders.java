package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneOffset;
import java.util.function.BiConsumer;

/** The headers of every reply that depend on the request; the others: {@link FixedHeaders}. Thread-safe. */
final class CommonHeaders {
    /** Value of {@code Strict-Transport-Security}, over HTTPS only. */
    static final String STRICT = "max-age=31536000; includeSubDomains";

    /** Those of a server whose settings are missing: no origin may read, times are in UTC. */
    static final CommonHeaders CLOSED = new CommonHeaders(Origins.NONE, new ServerTime(ZoneOffset.UTC));

    private final Origins origins;
    private final ServerTime time;

    CommonHeaders(Origins origins, ServerTime time) {
        this.origins = origins;
        this.time = time;
    }

    void apply(Exchange exchange, HttpServletResponse out) {
        apply(exchange.correlationId(), exchange.isSecure(), out::addHeader);
        String origin = exchange.header("Origin");
        if (!origin.isEmpty() && origins.mayRead(origin, exchange)) {
            allow(origin, out::addHeader);
        }
    }

    /**
     * The same where no filter comes to: whether an origin is our own cannot be told there unless the settings name it.
     *
     * @param sent   correlation id of the request; empty if it has none
     * @param origin of the request; empty if it has none
     * @param out    is given name and value of each header
     */
    void applyEarly(String sent, String origin, boolean secure, BiConsumer<String, String> out) {
        apply(Exchange.correlationId(sent), secure, out);
        if (!origin.isEmpty() && origins.isListed(origin)) {
            allow(origin, out);
        }
    }

    private void apply(String correlationId, boolean secure, BiConsumer<String, String> out) {
        out.accept("X-Correlation-ID", correlationId);
        out.accept("x-server-time", time.now());
        // not one of the fixed ones: the server's compression replaces what is there before it adds its own
        out.accept("Vary", "Origin");
        if (secure) {
            out.accept("Strict-Transport-Security", STRICT);
        }
    }

    private static void allow(String origin, BiConsumer<String, String> out) {
        out.accept("Access-Control-Allow-Origin", origin);
        out.accept("Access-Control-Allow-Credentials", "true");
    }
}
