package cc.dmart.auth.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A SHA-256 as a key of maps: how a token is known without being kept. Thread-safe. */
public record Digest(long a, long b, long c, long d) {
    private static final int HEX_LENGTH = 64;

    /** The SHA-256 of the UTF-8 bytes of a text. */
    public static Digest of(String text) {
        return of(ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Reads the hex form; empty if it is something else. */
    public static Optional<Digest> parse(String hex) {
        if (hex.length() != HEX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Digest of(ByteBuffer bytes) {
        return new Digest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Lower-case hex, 64 digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
    }

    @Override
    public int hashCode() {
        return (int) a;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest o && a == o.a && b == o.b && c == o.c && d == o.d;
    }
}
