package cc.dmart.auth.internal.password;

import cc.dmart.api.file.SteadyFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A file of passwords that were stolen elsewhere, as the operator got it: lines of a SHA-1 in hexadecimal digits, with anything
 * behind it, sorted by it, which is the form in which such lists are given away. Searched where it lies, some thirty reads a
 * password, however long it is. Thread-safe.
 */
final class BreachedPasswords implements Closeable {
    private static final int DIGITS = 40;
    private static final int LONGEST_LINE = 256;

    private final SteadyFile file;

    /** @throws IllegalArgumentException if the file cannot be read or begins with something else */
    BreachedPasswords(Path path) {
        try {
            file = SteadyFile.reading(path);
            if (!lineAt(0).matches("(?s)[0-9A-Fa-f]{40}.*")) {
                throw new IllegalArgumentException("breached_passwords: a SHA-1 is expected in each line of " + path);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("breached_passwords: " + path + " cannot be read", e);
        }
    }

    /** Whether a password is in the file. @throws UncheckedIOException if the file cannot be read any more */
    boolean contains(String password) {
        String wanted = digest(password);
        try {
            long low = 0; // the beginning of a line
            long high = file.size();
            while (low < high) {
                long at = lineStart((low + high) / 2, low);
                String line = lineAt(at);
                String hash = line.substring(0, Math.min(DIGITS, line.length())).toUpperCase(Locale.ROOT);
                int order = hash.compareTo(wanted);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    low = at + line.length() + 1;
                } else {
                    high = at;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Where the line begins that has something at a position, not before {@code low}. */
    private long lineStart(long position, long low) throws IOException {
        long from = Math.max(low, position - LONGEST_LINE);
        byte[] before = read(from, (int) (position - from));
        for (int i = before.length - 1; i >= 0; i--) {
            if (before[i] == '\n') {
                return from + i + 1;
            }
        }
        return from;
    }

    private String lineAt(long position) throws IOException {
        String text = new String(read(position, LONGEST_LINE), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private byte[] read(long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        byte[] out = new byte[file.read(buffer, from)];
        buffer.flip().get(out);
        return out;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
