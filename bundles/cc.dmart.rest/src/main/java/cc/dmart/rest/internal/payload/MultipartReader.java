package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code multipart/form-data} part by part with a fixed buffer (RFC 7578). A part's content must be read before the
 * next one is asked for; what is left is skipped. Not thread-safe.
 */
final class MultipartReader {
    /** Bytes that are looked through at a time; a reader that takes less has the rest looked through again. */
    static final int BUFFER = 64 << 10;

    private static final int MAX_HEADERS = 8 << 10;

    private final InputStream in;
    private final byte[] delimiter;
    private final int[] steps = new int[256];
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    private boolean inBody = true;
    private long left;

    /**
     * A reader of a body with this boundary, 1..70 characters.
     *
     * @param most bytes of the whole body: what is skipped costs time too
     */
    MultipartReader(InputStream in, String boundary, long most) {
        this.in = in;
        this.left = most;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int last = delimiter.length - 1;
        Arrays.fill(steps, delimiter.length);
        for (int i = 0; i < last; i++) {
            steps[delimiter[i] & 0xFF] = last - i;
        }
        // the first boundary is not preceded by a line break: pretend one, so that there is only one case
        buffer[end++] = '\r';
        buffer[end++] = '\n';
    }

    /** Name, file name and media type of a part; its content comes from {@link #read}. */
    record Part(String name, Optional<String> fileName, Optional<String> mediaType) {}

    /**
     * The next part.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)} if the body is malformed, {@code E(413,request,402)} if it is too
     *                                large
     */
    Optional<Part> next() throws IOException {
        byte[] skipped = new byte[8192];
        int count = inBody ? 0 : -1;
        while (count >= 0) {
            count = read(skipped, 0, skipped.length);
        }
        if (buffer[start] == '-' && buffer[start + 1] == '-') {
            return Optional.empty();
        }
        if (!line(new StringBuilder()).isBlank()) {
            throw malformed();
        }
        Map<String, String> headers = headers();
        inBody = true;
        Map<String, String> disposition =
                ContentDisposition.parameters(headers.getOrDefault("content-disposition", ""));
        return Optional.of(new Part(
                disposition.getOrDefault("name", ""),
                Optional.ofNullable(disposition.get("filename")),
                Optional.ofNullable(headers.get("content-type"))));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> out = new TreeMap<>();
        StringBuilder all = new StringBuilder();
        String line = line(all);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                byte[] latin = line.substring(colon + 1).strip().getBytes(StandardCharsets.ISO_8859_1);
                out.put(name, new String(latin, StandardCharsets.UTF_8));
            }
            line = line(all);
        }
        return out;
    }

    private String line(StringBuilder all) throws IOException {
        int from = all.length();
        int c = take();
        while (c != '\n') {
            all.append((char) c);
            if (all.length() > MAX_HEADERS) {
                throw malformed();
            }
            c = take();
        }
        int to = all.length() > from && all.charAt(all.length() - 1) == '\r' ? all.length() - 1 : all.length();
        return all.substring(from, to);
    }

    private int take() throws IOException {
        if (start == end && !fill()) {
            throw malformed();
        }
        return buffer[start++] & 0xFF;
    }

    /** Content of the part; -1 at its end. */
    int read(byte[] out, int offset, int length) throws IOException {
        while (true) {
            int found = find();
            int safe = found >= 0 ? found - start : end - start - delimiter.length + 1;
            if (found == start) {
                start += delimiter.length;
                // two bytes must be there so that next() can look at them
                while (end - start < 2) {
                    if (!fill()) {
                        throw malformed();
                    }
                }
                inBody = false;
                return -1;
            }
            if (safe > 0) {
                int count = Math.min(safe, length);
                System.arraycopy(buffer, start, out, offset, count);
                start += count;
                return count;
            }
            if (!fill()) {
                throw malformed();
            }
        }
    }

    /** Looks at the last byte of each place where the delimiter may be; mostly it says that the next such place is far. */
    private int find() {
        int last = delimiter.length - 1;
        for (int i = start; i + last < end; i += steps[buffer[i + last] & 0xFF]) {
            if (matches(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int at) {
        for (int i = delimiter.length - 1; i >= 0; i--) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int read = in.read(buffer, end, buffer.length - end);
        end += Math.max(read, 0);
        left -= Math.max(read, 0);
        if (left < 0) {
            throw DmartException.Invalid.tooLarge("The body is larger than allowed");
        }
        return read > 0;
    }

    private static DmartException malformed() {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Malformed multipart body");
    }
}
