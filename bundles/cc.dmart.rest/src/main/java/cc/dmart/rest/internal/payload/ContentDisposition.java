package cc.dmart.rest.internal.payload;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes the header {@code Content-Disposition} (RFC 6266, 8187). Thread-safe. */
final class ContentDisposition {
    private ContentDisposition() {}

    /** The parameter {@code filename}; a name beyond ASCII also as {@code filename*}. */
    static String fileName(String name) {
        StringBuilder ascii = new StringBuilder(name.length());
        boolean plain = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean fine = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
            plain &= fine;
            ascii.append(fine ? c : '_');
        }
        String quoted = "filename=\"" + ascii + "\"";
        if (plain) {
            return quoted;
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return quoted + "; filename*=UTF-8''" + encoded;
    }

    /** The parameters of a part's header by lower-case name; {@code filename*} wins over {@code filename}. */
    static Map<String, String> parameters(String header) {
        Map<String, String> out = new HashMap<>();
        int at = header.indexOf(';');
        while (at >= 0 && at < header.length()) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = header.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            at = value(header, equals + 1, value);
            out.put(name, value.toString());
        }
        String extended = out.remove("filename*");
        if (extended != null && extended.toLowerCase(Locale.ROOT).startsWith("utf-8''")) {
            out.put("filename", decode(extended.substring(7)));
        }
        return out;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Reads a token or quoted string; returns the place of the next semicolon, or -1 at the end. */
    private static int value(String header, int start, StringBuilder out) {
        int at = start;
        while (at < header.length() && header.charAt(at) == ' ') {
            at++;
        }
        if (at < header.length() && header.charAt(at) == '"') {
            at++;
            while (at < header.length() && header.charAt(at) != '"') {
                if (header.charAt(at) == '\\' && at + 1 < header.length()) {
                    at++;
                }
                out.append(header.charAt(at++));
            }
            return header.indexOf(';', at);
        }
        int end = header.indexOf(';', at);
        out.append(header.substring(at, end < 0 ? header.length() : end).strip());
        return end;
    }
}
