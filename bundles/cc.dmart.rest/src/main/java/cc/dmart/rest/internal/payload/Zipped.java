package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses inline payloads ({@code http-api.md} 1.5), which the server leaves alone: their paths are also those of files, of
 * which ranges are asked for. Thread-safe.
 */
final class Zipped {
    /** Bytes from which on it is worth it; the server has the same number for all other replies. */
    private static final int LEAST = 10_000;

    private Zipped() {}

    /** Whether a header {@code Accept-Encoding} names {@code gzip}, and not to exclude it. */
    static boolean isAccepted(String header) {
        for (String one : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = one.split(";", 2);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** Whether a body is large enough. */
    static boolean isWorthIt(byte[] body) {
        return body.length >= LEAST;
    }

    /** The same, compressed. */
    static byte[] of(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw DmartException.Unavailable.internal(e);
        }
        return out.toByteArray();
    }
}
