package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tells who sends a request when proxies stand in between: forwarding headers count only when the peer is a trusted proxy
 * ({@code http-api.md} 1.5). Thread-safe.
 */
public final class ClientAddress {
    private final List<Network> trusted = new ArrayList<>();

    /** @throws IllegalArgumentException if a text is neither an address nor a network */
    public ClientAddress(List<String> trustedProxies) {
        for (String text : trustedProxies) {
            if (!text.isBlank()) {
                trusted.add(Network.parse(text.strip()));
            }
        }
    }

    /** Address of the client: the last hop that is no trusted proxy. */
    public String ip(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        String forwarded = isTrusted(peer) ? request.getHeader("X-Forwarded-For") : null;
        if (forwarded == null) {
            return peer;
        }
        String[] hops = forwarded.split(",");
        String ip = peer;
        for (int i = hops.length - 1; i >= 0 && isTrusted(ip); i--) {
            String hop = hops[i].strip();
            if (!isLiteral(hop)) {
                break;
            }
            ip = hop;
        }
        return ip;
    }

    /** {@code http} or {@code https}, as the client sees it. */
    public String scheme(HttpServletRequest request) {
        String forwarded = isTrusted(request.getRemoteAddr()) ? request.getHeader("X-Forwarded-Proto") : null;
        if (forwarded != null) {
            String scheme = forwarded.strip().toLowerCase(Locale.ROOT);
            if (scheme.equals("https") || scheme.equals("http")) {
                return scheme;
            }
        }
        return request.isSecure() ? "https" : "http";
    }

    /** Whether an address is of this machine. */
    public static boolean isLoopback(String ip) {
        return ip.startsWith("127.") || ip.equals("::1") || ip.equals("0:0:0:0:0:0:0:1") || ip.equals("[::1]");
    }

    private boolean isTrusted(String ip) {
        if (trusted.isEmpty()) {
            return false;
        }
        byte[] address = bytes(ip);
        return trusted.stream().anyMatch(n -> n.holds(address));
    }

    private static boolean isLiteral(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')
                && bytes(text).length > 0;
    }

    private static byte[] bytes(String ip) {
        try {
            boolean literal = ip.indexOf(':') >= 0 || (!ip.isEmpty() && Character.isDigit(ip.charAt(0)));
            return literal ? InetAddress.getByName(ip).getAddress() : new byte[0];
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    private record Network(byte[] address, int bits) {
        static Network parse(String text) {
            int slash = text.indexOf('/');
            byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
            int max = address.length * 8;
            try {
                int bits = slash < 0 ? max : Integer.parseInt(text.substring(slash + 1));
                if (max > 0 && bits > 0 && bits <= max) {
                    return new Network(address, bits);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("trusted_proxies: " + text + " is no address or network", e);
            }
            throw new IllegalArgumentException("trusted_proxies: " + text + " is no address or network");
        }

        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ other[whole]) & (0xFF00 >> rest) & 0xFF) == 0;
        }
    }
}
