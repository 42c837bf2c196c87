package cc.dmart.api.model;

import java.util.Locale;
import java.util.Set;

/**
 * The alphabets of names ({@code storage.md} 1.5, {@code http-api.md} 1.7). Every test is a match of the whole text; a
 * trailing newline never matches. Thread-safe.
 */
public final class Names {
    private static final Set<String> RESERVED_PATHS = Set.of(
            "user",
            "managed",
            "public",
            "info",
            "qr",
            "ws",
            "ws-info",
            "mcp",
            "oauth",
            "admin",
            "web",
            "docs",
            "openapi.json",
            "cxb",
            "cat",
            "attach",
            "health",
            "metrics",
            "system",
            "send-message",
            "broadcast-to-channels",
            "wt",
            ".well-known");

    private Names() {}

    /** Whether a character is legal in shortnames: ASCII letters, digits, {@code _}, Arabic letters, digits, diacritics. */
    public static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || (c >= 0x0621 && c <= 0x064A)
                || (c >= 0x064B && c <= 0x065F)
                || (c >= 0x0660 && c <= 0x0669);
    }

    /** Whether the text is a shortname: 1..64 name characters. */
    public static boolean isShortname(String text) {
        return isName(text, 64);
    }

    /**
     * Whether the text is a segment of a subpath: 1..128 name characters. What is longer than a shortname has no folder entry,
     * but entries may lie below it.
     */
    public static boolean isSegment(String text) {
        return isName(text, Subpath.MOST);
    }

    /** Whether the text is a space name: 1..32 name characters. */
    public static boolean isSpaceName(String text) {
        return isName(text, 32);
    }

    private static boolean isName(String text, int max) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isNameChar(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is a uuid of version 4, the only one that the original reads ({@code storage.md} 2.1). */
    public static boolean isUuid4(String text) {
        if (text.length() != 36 || text.charAt(14) != '4' || "89abAB".indexOf(text.charAt(19)) < 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is a slug: 1..64 of ASCII letters, digits, {@code _}, {@code -}. */
    public static boolean isSlug(String text) {
        return text.length() <= 64 && text.matches("[A-Za-z0-9_-]+");
    }

    /** Whether the text is a phone number: 10..15 digits, the first not 0. */
    public static boolean isMsisdn(String text) {
        return text.matches("[1-9][0-9]{9,14}");
    }

    /** Whether the lower-cased text is an e-mail address of at most 254 characters. */
    public static boolean isEmail(String text) {
        return text.length() <= 254
                && text.toLowerCase(Locale.ROOT).matches("[a-z0-9_.-]+@([a-z0-9_-]+\\.)+[a-z0-9]{2,4}");
    }

    /**
     * Whether a first segment of a path is one of the server's own, which no plugin and no other application may have ({@code
     * http-api.md} 10).
     */
    public static boolean isReservedPath(String segment) {
        return RESERVED_PATHS.contains(segment);
    }

    /** Whether the name begins with two underscores, which only magic words may ({@code security.md} 1.2). */
    public static boolean isReserved(String shortname) {
        return shortname.startsWith("__");
    }
}
