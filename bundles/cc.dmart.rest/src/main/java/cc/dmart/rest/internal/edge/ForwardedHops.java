package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What proxies say of a request, one entry per hop, the nearest proxy's last. A header that came in several lines counts as
 * one, since a proxy may add a line below one that the client invented. Thread-safe.
 *
 * @param addresses of whom each proxy was asked, without ports; what is no address stays as it came
 * @param schemes   in which it was asked, in lower case; may be shorter or longer than {@code addresses}
 * @param hosts     by which name it was asked; likewise
 */
record ForwardedHops(List<String> addresses, List<String> schemes, List<String> hosts) {
    private static final int MAX_HOPS = 64;

    /** Of {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. */
    static ForwardedHops ofXForwarded(HttpServletRequest request) {
        return new ForwardedHops(
                parts(request, "X-Forwarded-For").stream()
                        .map(ForwardedHops::withoutPort)
                        .toList(),
                parts(request, "X-Forwarded-Proto").stream()
                        .map(s -> s.toLowerCase(Locale.ROOT))
                        .toList(),
                parts(request, "X-Forwarded-Host"));
    }

    /** Of {@code Forwarded} (RFC 7239); an element that does not name one of the three has it empty. */
    static ForwardedHops ofForwarded(HttpServletRequest request) {
        List<String> addresses = new ArrayList<>();
        List<String> schemes = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (String element : parts(request, "Forwarded")) {
            addresses.add(withoutPort(parameter(element, "for")));
            schemes.add(parameter(element, "proto").toLowerCase(Locale.ROOT));
            hosts.add(parameter(element, "host"));
        }
        return new ForwardedHops(addresses, schemes, hosts);
    }

    /** The last elements of all lines of a header, in their order. */
    private static List<String> parts(HttpServletRequest request, String header) {
        List<String> out = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(header))) {
            out.addAll(split(line, ','));
        }
        return out.size() <= MAX_HOPS ? out : out.subList(out.size() - MAX_HOPS, out.size());
    }

    /** Splits where the separator is not quoted. */
    private static List<String> split(String text, char separator) {
        List<String> out = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                out.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        out.add(text.substring(start).strip());
        return out;
    }

    private static String parameter(String element, String name) {
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals == name.length() && pair.regionMatches(true, 0, name, 0, equals)) {
                String value = pair.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** {@code 192.0.2.1:80}, {@code [2001:db8::1]:80} and {@code [2001:db8::1]} without port and brackets. */
    private static String withoutPort(String node) {
        int end = node.indexOf(']');
        if (node.startsWith("[") && end > 0) {
            return node.substring(1, end);
        }
        int colon = node.indexOf(':');
        boolean one = colon > 0 && node.indexOf(':', colon + 1) < 0;
        return one ? node.substring(0, colon) : node;
    }

    /** What the proxy said that the client talked to, {@code hops} proxies away; empty if it is not told. */
    static String at(List<String> values, int hops) {
        return values.isEmpty() ? "" : values.get(Math.max(0, values.size() - Math.max(1, hops)));
    }
}
