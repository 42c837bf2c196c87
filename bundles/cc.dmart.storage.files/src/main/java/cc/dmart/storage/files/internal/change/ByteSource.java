package cc.dmart.storage.files.internal.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads what {@link ByteSink} wrote. Not thread-safe. */
final class ByteSource {
    private final byte[] data;
    private int at;

    ByteSource(byte[] data) {
        this.data = data;
    }

    int next() {
        if (at >= data.length) {
            throw new IllegalStateException("journal record ends early");
        }
        return data[at++] & 0xFF;
    }

    boolean bool() {
        return next() != 0;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = next();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("bad number in a journal record");
    }

    int count() {
        long n = number();
        if (n < 0 || n > data.length - at) {
            throw new IllegalStateException("bad length in a journal record");
        }
        return (int) n;
    }

    byte[] bytes() {
        int n = count();
        at += n;
        return Arrays.copyOfRange(data, at - n, at);
    }

    String text() {
        int n = count();
        at += n;
        return new String(data, at - n, n, StandardCharsets.UTF_8);
    }

    Optional<String> maybeText() {
        return bool() ? Optional.of(text()) : Optional.empty();
    }
}
