package cc.dmart.rest.internal.payload;

import java.util.Optional;

/**
 * One range of a file. Several ranges and units other than bytes are answered with the whole file, which the protocol
 * allows. Thread-safe.
 *
 * @param first position of the first byte
 * @param last  position of the last byte
 */
record ByteRange(long first, long last) {
    /** A range that lies behind the end of the file. */
    static final ByteRange UNSATISFIABLE = new ByteRange(-1, -1);

    /** The range a header asks for; empty when the header does not ask for one that we serve. */
    static Optional<ByteRange> parse(String header, long size) {
        int dash = header.indexOf('-');
        if (!header.startsWith("bytes=") || dash < 0 || header.indexOf(',') >= 0) {
            return Optional.empty();
        }
        String from = header.substring("bytes=".length(), dash).strip();
        String to = header.substring(dash + 1).strip();
        if (!isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            long count = Math.min(Long.parseLong(to), size);
            return Optional.of(count == 0 ? UNSATISFIABLE : new ByteRange(size - count, size - 1));
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        if (!to.isEmpty() && Long.parseLong(to) < first) {
            return Optional.empty();
        }
        return Optional.of(first >= size ? UNSATISFIABLE : new ByteRange(first, last));
    }

    private static boolean isNumber(String text) {
        return text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    long length() {
        return last - first + 1;
    }
}
