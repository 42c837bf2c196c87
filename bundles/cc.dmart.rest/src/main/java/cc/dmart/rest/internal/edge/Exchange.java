package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request, as the edge knows it. Used by the thread that serves the request only.
 */
public final class Exchange {
    private static final int MAX_ID = 128;
    private static final int MAX_HEADER = 1024;

    private final HttpServletRequest request;
    private final ClientAddress.Client client;
    private final String correlationId;
    private RequestPath path = RequestPath.ROOT;
    private String user = Caller.ANONYMOUS;
    private boolean matched;
    private boolean changing;
    private @Nullable RouteTimes route;

    Exchange(HttpServletRequest request, ClientAddress addresses) {
        this.request = request;
        this.client = addresses.of(request);
        this.correlationId = correlationId(header("X-Correlation-ID"));
    }

    /** The id a client sent if it is legal, else a fresh one ({@code http-api.md} 1.5). */
    static String correlationId(String sent) {
        boolean fine = !sent.isEmpty() && sent.length() <= MAX_ID;
        for (int i = 0; fine && i < sent.length(); i++) {
            char c = sent.charAt(i);
            fine = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
        }
        return fine ? sent : freshId();
    }

    /** 32 hex digits; a label for log lines, not a secret. */
    static String freshId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] out = new char[32];
        for (int half = 0; half < 2; half++) {
            long bits = random.nextLong();
            for (int i = 0; i < 16; i++) {
                out[half * 16 + i] = Character.forDigit((int) (bits >>> (i * 4)) & 15, 16);
            }
        }
        return new String(out);
    }

    void path(RequestPath parsed) {
        this.path = parsed;
    }

    /** The servlet request. */
    public HttpServletRequest request() {
        return request;
    }

    /** The path. */
    public RequestPath path() {
        return path;
    }

    /** Address of the client. */
    public String ip() {
        return client.ip();
    }

    /** Whether the client speaks HTTPS, perhaps with a proxy. */
    public boolean isSecure() {
        return client.scheme().equals("https");
    }

    /** Whether the client is on this machine and speaks plain HTTP. */
    public boolean isPlainLoopback() {
        return !isSecure() && ClientAddress.isLoopback(client.ip());
    }

    /** Scheme and host as the client sees them, as browsers write them: in lower case and without the port of the scheme. */
    public String ownOrigin() {
        return Origins.normal(client.scheme() + "://" + client.host());
    }

    /** Correlation id: the client's own or a fresh one. */
    public String correlationId() {
        return correlationId;
    }

    /** A request header; empty when absent. */
    public String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Whether this is a HEAD request, whose reply has no body. */
    public boolean isHead() {
        return request.getMethod().equals("HEAD");
    }

    /** Says that the request changes something although its method does not tell. */
    public void changesState() {
        changing = true;
    }

    /** Whether the request may change something. */
    public boolean isUnsafe() {
        String method = request.getMethod();
        return changing || !(method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
    }

    /** Says who is asking, once that is known. */
    public void authenticated(String shortname) {
        this.user = shortname;
    }

    /** Says that a resource was found for the path and method. */
    public void matched() {
        this.matched = true;
    }

    /** Says which route serves the request. */
    public void route(RouteTimes times) {
        this.route = times;
    }

    /** The route that serves the request; null as long as none does. */
    @Nullable
    RouteTimes route() {
        return route;
    }

    /** Whether a resource was found. */
    public boolean isMatched() {
        return matched;
    }

    /** The caller, without headers: enough to read. */
    public Caller reader() {
        return Caller.of(user, correlationId, Map.of(), client.ip());
    }

    /** The caller with the headers that may be stored with a change. */
    public Caller writer() {
        return Caller.of(user, correlationId, storableHeaders(), client.ip());
    }

    /** Headers that may be stored ({@code storage.md} 8.3), each cut to 1024 characters. */
    public Map<String, String> storableHeaders() {
        Map<String, String> out = new HashMap<>();
        put(out, "user-agent", header("User-Agent"));
        put(out, "accept-language", header("Accept-Language"));
        put(out, "x-correlation-id", header("X-Correlation-ID").isEmpty() ? "" : correlationId);
        String referer = header("Referer");
        int query = referer.indexOf('?');
        put(out, "referer", query < 0 ? referer : referer.substring(0, query));
        return out;
    }

    private static void put(Map<String, String> out, String name, String value) {
        if (!value.isEmpty()) {
            out.put(name, value.length() > MAX_HEADER ? value.substring(0, MAX_HEADER) : value);
        }
    }
}
