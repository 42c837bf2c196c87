package cc.dmart.storage.files.internal.read;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Checksums of payloads by their length: 40 hex digits are SHA-1, 64 are SHA-256 ({@code storage.md} 2.2). */
final class Checksums {
    private static final int SHA1_DIGITS = 40;
    private static final int SHA256_DIGITS = 64;
    private static final int PIECE = 1 << 16;

    private Checksums() {}

    /** Whether a stored checksum is that of these bytes. */
    static boolean matches(String checksum, byte[] bytes) {
        Optional<MessageDigest> digest = of(checksum);
        return digest.isPresent() && isHex(checksum, digest.get().digest(bytes));
    }

    /** Whether a stored checksum is that of a file, read in pieces. */
    static boolean matches(String checksum, Disk disk, Path file) throws IOException {
        Optional<MessageDigest> digest = of(checksum);
        if (digest.isEmpty()) {
            return false;
        }
        try (DiskFile open = disk.openRead(file)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long at = 0; open.read(piece.clear(), at) > 0; at += piece.position()) {
                digest.get().update(piece.array(), 0, piece.position());
            }
        }
        return isHex(checksum, digest.get().digest());
    }

    private static Optional<MessageDigest> of(String checksum) {
        return switch (checksum.length()) {
            case SHA1_DIGITS -> Optional.of(digest("SHA-1"));
            case SHA256_DIGITS -> Optional.of(digest("SHA-256"));
            default -> Optional.empty();
        };
    }

    private static boolean isHex(String checksum, byte[] sum) {
        return HexFormat.of().formatHex(sum).equals(checksum.toLowerCase(Locale.ROOT));
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
