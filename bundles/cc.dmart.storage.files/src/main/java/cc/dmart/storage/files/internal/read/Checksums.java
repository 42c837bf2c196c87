package cc.dmart.storage.files.internal.read;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Checksums of payloads by their length: 40 hex digits are SHA-1, 64 are SHA-256 ({@code storage.md} 2.2). */
final class Checksums {
    private static final int SHA1_DIGITS = 40;
    private static final int SHA256_DIGITS = 64;

    private Checksums() {}

    /** Whether a stored checksum is that of these bytes. */
    static boolean matches(String checksum, byte[] bytes) {
        return switch (checksum.length()) {
            case SHA1_DIGITS -> hex("SHA-1", bytes).equals(checksum.toLowerCase(Locale.ROOT));
            case SHA256_DIGITS -> hex("SHA-256", bytes).equals(checksum.toLowerCase(Locale.ROOT));
            default -> false;
        };
    }

    private static String hex(String algorithm, byte[] bytes) {
        return HexFormat.of().formatHex(digest(algorithm).digest(bytes));
    }

    /** A digest that every JDK has. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
