package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who sends a request when proxies stand in between: forwarding headers count only when the peer is a trusted proxy
 * ({@code http-api.md} 1.5, {@code security.md} 5.1). Thread-safe.
 */
public final class ClientAddress {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddress.class);

    private final List<Network> trusted = new ArrayList<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Function<HttpServletRequest, ForwardedHops> hops;
    /** The header that names the clients of a proxy. */
    private final String naming;

    /**
     * Rules for these settings.
     *
     * @param trustedProxies addresses and networks of proxies
     * @param header         which header they write: {@code x-forwarded} or {@code forwarded}. Only one counts, because a
     *                       proxy lets the other one of the client pass
     * @throws IllegalArgumentException if a text is neither an address nor a network, or the header is another
     */
    public ClientAddress(List<String> trustedProxies, String header) {
        switch (header) {
            case "x-forwarded" -> {
                hops = ForwardedHops::ofXForwarded;
                naming = "X-Forwarded-For";
            }
            case "forwarded" -> {
                hops = ForwardedHops::ofForwarded;
                naming = "Forwarded";
            }
            default -> throw new IllegalArgumentException("proxy_header: x-forwarded or forwarded expected");
        }
        for (String text : trustedProxies) {
            if (!text.isBlank()) {
                trusted.add(Network.parse(text.strip()));
            }
        }
    }

    /**
     * Who sends a request, and what it looks like there.
     *
     * @param ip     address of the last hop that is no trusted proxy
     * @param scheme {@code http} or {@code https}
     * @param host   name and port that were asked for; empty if the request names none
     */
    public record Client(String ip, String scheme, String host) {}

    /** The client of a request. */
    public Client of(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        String scheme = request.isSecure() ? "https" : "http";
        String host = request.getHeader("Host");
        Client direct = new Client(peer, scheme, host == null ? "" : host);
        if (isTrusted(peer)) {
            return behind(direct, hops.apply(request));
        }
        if (request.getHeader(naming) != null && !told.get() && isNear(peer) && !told.getAndSet(true)) {
            LOG.warn(
                    "A request from {} tells of the client that it is for, and trusted_proxies does not name {}: if that is a"
                            + " proxy, all its clients count as that one address, for limits and in the audit log",
                    peer,
                    peer);
        }
        return direct;
    }

    /** Whether an address is of this machine or of a private network, where proxies are; others may tell what they like. */
    private static boolean isNear(String ip) {
        byte[] address = bytes(ip);
        try {
            return isLoopback(ip)
                    || (address.length > 0 && InetAddress.getByAddress(address).isSiteLocalAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a request came encrypted, from this machine or from a trusted proxy ({@code security.md} M7). */
    public boolean isGuarded(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        return request.isSecure() || isLoopback(peer) || isTrusted(peer);
    }

    private Client behind(Client proxy, ForwardedHops told) {
        String ip = proxy.ip;
        int hops = 0;
        List<String> addresses = told.addresses();
        for (int i = addresses.size() - 1; i >= 0 && isTrusted(ip) && isLiteral(addresses.get(i)); i--) {
            ip = addresses.get(i);
            hops++;
        }
        String scheme = ForwardedHops.at(told.schemes(), hops);
        String host = ForwardedHops.at(told.hosts(), hops);
        return new Client(
                ip,
                scheme.equals("https") || scheme.equals("http") ? scheme : proxy.scheme,
                HOST.matcher(host).matches() ? host : proxy.host);
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
