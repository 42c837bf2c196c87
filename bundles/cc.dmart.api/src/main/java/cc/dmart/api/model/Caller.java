package cc.dmart.api.model;

import java.util.Map;
import java.util.Optional;

/**
 * Who is asking, as the edge found out, with what it knows of the request. What the caller may do is decided in
 * {@code core} from the stored roles. Thread-safe.
 *
 * @param user      shortname of the account; {@code anonymous} when nobody is logged in
 * @param requestId correlation id of the request, 1..128 characters
 * @param headers   request headers that may be stored: {@code user-agent}, {@code accept-language},
 *                  {@code x-correlation-id}, {@code referer} without its query ({@code storage.md} 8.3)
 * @param system    whether this is the server itself, which is allowed everything; never set by an edge
 * @param causeId   event id of the event whose listener caused this change; empty for a request
 * @param depth     0 for requests, one more for each change caused by a listener
 * @param silent    whether listeners of plugins do not hear of its changes
 * @param ip        address that the request came from; empty if it did not come over a network
 */
public record Caller(
        String user,
        String requestId,
        Map<String, String> headers,
        boolean system,
        String causeId,
        int depth,
        boolean silent,
        String ip) {
    /** Account name of those who are not logged in. */
    public static final String ANONYMOUS = "anonymous";

    /** A caller whose changes are told. */
    public Caller(
            String user, String requestId, Map<String, String> headers, boolean system, String causeId, int depth) {
        this(user, requestId, headers, system, causeId, depth, false, "");
    }

    /** A caller with a copy of the headers. */
    public Caller {
        headers = Map.copyOf(headers);
    }

    /** A request of this account. */
    public static Caller of(String user, String requestId, Map<String, String> headers) {
        return new Caller(user, requestId, headers, false, "", 0);
    }

    /** A request of nobody known. */
    public static Caller anonymous(String requestId) {
        return of(ANONYMOUS, requestId, Map.of());
    }

    /** A request of this account from an address. */
    public static Caller of(String user, String requestId, Map<String, String> headers, String ip) {
        return new Caller(user, requestId, headers, false, "", 0, false, ip);
    }

    /** The server itself, acting under the name of an account. */
    public static Caller system(String user) {
        return new Caller(user, "system", Map.of(), true, "", 0);
    }

    /** The same request with the rights of the server, for what the server does on somebody's behalf. */
    public Caller asSystem() {
        return new Caller(user, requestId, headers, true, causeId, depth, false, ip);
    }

    /** The same caller, acting for a listener that handled an event. */
    public Caller causedBy(String eventId, int newDepth) {
        return new Caller(user, requestId, headers, system, eventId, newDepth, silent, ip);
    }

    /** The same caller, whose changes listeners of plugins do not hear of. */
    public Caller silently() {
        return new Caller(user, requestId, headers, system, causeId, depth, true, ip);
    }

    /** Whether nobody is logged in. */
    public boolean isAnonymous() {
        return user.equals(ANONYMOUS);
    }

    /** The event that caused this change. */
    public Optional<String> cause() {
        return causeId.isEmpty() ? Optional.empty() : Optional.of(causeId);
    }
}
