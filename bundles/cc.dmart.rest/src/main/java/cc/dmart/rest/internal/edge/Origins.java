package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which web origins may call us ({@code security.md} 5.7, C1 to C5). Thread-safe. */
public final class Origins {
    /** No origin but our own, as the request tells it. */
    static final Origins NONE = new Origins(List.of(), "");

    private final Set<String> allowed = new HashSet<>();
    private final String own;

    /**
     * Rules for these settings.
     *
     * @param appUrl address under which clients see the server; empty = taken from each request
     * @throws IllegalArgumentException on {@code *}, {@code null} and what is no origin
     */
    public Origins(Collection<String> allowedOrigins, String appUrl) {
        for (String text : allowedOrigins) {
            if (!text.isBlank()) {
                allowed.add(origin("allowed_cors_origins", text.strip()));
            }
        }
        own = appUrl.isBlank() ? "" : origin("app_url", appUrl.strip());
    }

    private static String origin(String setting, String text) {
        try {
            URI uri = new URI(text.replace("*", "%2A"));
            if (uri.getScheme() != null && uri.getRawAuthority() != null && text.indexOf('*') < 0) {
                return normal(uri.getScheme() + "://" + uri.getRawAuthority());
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(setting + ": " + text + " is no origin", e);
        }
        throw new IllegalArgumentException(setting + ": " + text + " is no origin");
    }

    /** As browsers write an origin: in lower case and without the port that belongs to the scheme. */
    static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String port = lower.startsWith("https://") ? ":443" : lower.startsWith("http://") ? ":80" : "";
        return !port.isEmpty() && lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    /** Whether replies to this origin may be read by its scripts (C1). */
    public boolean mayRead(String origin, Exchange exchange) {
        String normal = normal(origin);
        return allowed.contains(normal) || isOwn(normal, exchange);
    }

    /** Whether the settings name an origin. */
    boolean isListed(String origin) {
        String normal = normal(origin);
        return allowed.contains(normal) || normal.equals(own);
    }

    private boolean isOwn(String origin, Exchange exchange) {
        return origin.equals(own.isEmpty() ? exchange.ownOrigin() : own);
    }

    /**
     * Refuses a request that another site made a browser send with our cookie (C3, C5).
     *
     * @throws DmartException.Forbidden {@code E(403,request,401)}
     */
    public void refuseForeign(Exchange exchange) {
        String origin = normal(exchange.header("Origin"));
        if (allowed.contains(origin)) {
            return;
        }
        String site = exchange.header("Sec-Fetch-Site");
        boolean foreign = site.equals("cross-site") || site.equals("same-site");
        if (foreign || (!origin.isEmpty() && !isOwn(origin, exchange))) {
            throw new DmartException.Forbidden(
                    403, ErrorType.REQUEST, ErrorCode.NOT_ALLOWED, "Request from another site refused");
        }
    }
}
