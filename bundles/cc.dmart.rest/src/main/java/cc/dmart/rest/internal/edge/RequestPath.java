package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.DmartException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The path of a request: segments percent-decoded once, empty ones dropped ({@code http-api.md} 1.7, {@code security.md} P1).
 * Thread-safe.
 *
 * @param segments decoded, none empty
 * @param text     the same path as it came, without repeated and trailing slashes
 * @param normal   whether it came that way
 */
public record RequestPath(List<String> segments, String text, boolean normal) {
    /** Below {@code managed} and {@code public}. */
    private static final Set<String> LONG_SECOND =
            Set.of("payload", "resource_with_payload", "attach", "resources_from_csv", "import", "export", "csv");

    private static final Set<String> LONG_FIRST = Set.of("ws", "sse", "events", "attach");

    /** The path {@code /}. */
    public static final RequestPath ROOT = new RequestPath(List.of(), "/", true);

    /**
     * Reads the path of a request line, without the query.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} on {@code .} and {@code ..} segments, encoded dots, slashes
     *                                and backslashes, control characters, broken encoding, and parameters of a segment: whoever
     *                                matches the path behind us would not see them, who compares it here would
     */
    public static RequestPath parse(String uri) {
        int n = uri.length();
        List<String> segments = new ArrayList<>(8);
        boolean normal = n > 0 && uri.charAt(0) == '/' && (n == 1 || uri.charAt(n - 1) != '/');
        int start = 0;
        while (start < n) {
            int slash = uri.indexOf('/', start);
            int end = slash < 0 ? n : slash;
            if (end > start) {
                segments.add(segment(uri.substring(start, end)));
            } else if (start > 0) {
                normal = false;
            }
            start = end + 1;
        }
        return new RequestPath(segments, normal ? uri : collapse(uri), normal);
    }

    private static String collapse(String uri) {
        StringBuilder out = new StringBuilder(uri.length() + 1);
        for (String segment : uri.split("/")) {
            if (!segment.isEmpty()) {
                out.append('/').append(segment);
            }
        }
        return out.length() == 0 ? "/" : out.toString();
    }

    private static String segment(String raw) {
        if (raw.equals(".") || raw.equals("..") || raw.indexOf(';') >= 0) {
            throw illegal();
        }
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                return decode(raw);
            }
            if (c < 0x20 || c == 0x7F || c == '\\') {
                throw illegal();
            }
        }
        return raw;
    }

    private static String decode(String raw) {
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            int b = in[i];
            if (b == '%') {
                if (i + 2 >= in.length) {
                    throw illegal();
                }
                b = (hex(in[i + 1]) << 4) | hex(in[i + 2]);
                i += 2;
                if (b == '.' || b == '/') {
                    throw illegal();
                }
            }
            if ((b >= 0 && b < 0x20) || b == 0x7F || b == '\\') {
                throw illegal();
            }
            out.put((byte) b);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw illegal();
        }
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        if (value < 0) {
            throw illegal();
        }
        return value;
    }

    /** The error of an illegal path: {@code E(422,validation,424)}. */
    static DmartException illegal() {
        return DmartException.Invalid.field(List.of("path"), "not a legal path", "value_error");
    }

    /** Whether the first segment is this one. */
    public boolean isBelow(String first) {
        return !segments.isEmpty() && segments.get(0).equals(first);
    }

    /** Whether requests to it have no time limit: streams, uploads, import and export ({@code http-api.md} 1.12). */
    boolean mayTakeLong() {
        return (segments.size() > 1 && LONG_SECOND.contains(segments.get(1)))
                || (!segments.isEmpty() && LONG_FIRST.contains(segments.get(0)));
    }
}
