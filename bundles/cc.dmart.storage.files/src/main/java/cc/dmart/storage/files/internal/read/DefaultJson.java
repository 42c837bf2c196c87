package cc.dmart.storage.files.internal.read;

import java.nio.charset.StandardCharsets;

/**
 * The form in which the original writes JSON payloads and over which it takes their checksums ({@code storage.md} 1.12, 2.2):
 * {@code ", "} and {@code ": "} between, everything but printable ASCII escaped.
 */
final class DefaultJson {
    private DefaultJson() {}

    /** @param compact what our own writer wrote */
    static byte[] of(byte[] compact) {
        String text = new String(compact, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(text.length() + text.length() / 4);
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i = escape(text, i, out);
                continue;
            }
            quoted ^= c == '"';
            if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xF, 16));
                }
            }
            if (!quoted && (c == ',' || c == ':')) {
                out.append(' ');
            }
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Two control characters have short escapes there. @return where the escape ends */
    private static int escape(String text, int at, StringBuilder out) {
        if (text.startsWith("\\u0008", at) || text.startsWith("\\u000c", at)) {
            out.append(text.charAt(at + 5) == '8' ? "\\b" : "\\f");
            return at + 5;
        }
        out.append(text, at, at + 2);
        return at + 1;
    }
}
