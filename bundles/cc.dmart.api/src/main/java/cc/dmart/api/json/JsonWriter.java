package cc.dmart.api.json;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes compact UTF-8 JSON into a growing buffer: raw non-ASCII, no blanks, numbers by their text, {@link JsonRaw} spliced
 * as it is. Not thread-safe; one per reply.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Characters of a string that are written at a time. */
    private static final int PIECE = 64 << 10;
    /** Bytes that a character needs at most. */
    private static final int WORST = 6;

    private byte[] buffer;
    private int size;

    /** A writer with room for this many bytes at first. */
    public JsonWriter(int capacity) {
        buffer = new byte[Math.max(64, capacity)];
    }

    /** Appends one value. */
    public void value(JsonValue value) {
        if (value instanceof JsonString s) {
            string(s.value());
        } else if (value instanceof JsonObject o) {
            object(o);
        } else if (value instanceof JsonNumber n) {
            ascii(n.text());
        } else if (value instanceof JsonBool b) {
            ascii(b.value() ? "true" : "false");
        } else if (value instanceof JsonArray a) {
            array(a);
        } else if (value instanceof JsonRaw r) {
            raw(r.utf8());
        } else {
            ascii("null");
        }
    }

    /** Appends bytes that are JSON already. */
    public void raw(byte[] utf8) {
        reserve(utf8.length);
        System.arraycopy(utf8, 0, buffer, size, utf8.length);
        size += utf8.length;
    }

    /** Appends ASCII text as it is: punctuation, literals, names known to need no escape. */
    public void ascii(String text) {
        int n = text.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    /** Appends one byte as it is. */
    public void put(char c) {
        reserve(1);
        buffer[size++] = (byte) c;
    }

    /** Appends a quoted, escaped string; half a surrogate pair, which UTF-8 cannot write, is escaped too. */
    public void string(String text) {
        int n = text.length();
        if (n <= PIECE) {
            reserve(n * WORST + 2);
            buffer[size++] = '"';
            characters(text, 0, n);
            buffer[size++] = '"';
            return;
        }
        reserve(n + 2);
        put('"');
        for (int from = 0; from < n; ) { // room for the worst case of all of it would be six times the text
            int to = Math.min(n, from + PIECE);
            if (to < n && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            reserve((to - from) * WORST);
            characters(text, from, to);
            from = to;
        }
        put('"');
    }

    /** There must be room. */
    private void characters(String text, int from, int n) {
        byte[] out = buffer;
        int at = size;
        for (int i = from; i < n; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80) {
                if (c == '"' || c == '\\') {
                    out[at++] = '\\';
                }
                out[at++] = (byte) c;
            } else if (c < 0x20) {
                at = control(out, at, c);
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | (c >> 6));
                out[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                    int cp = Character.toCodePoint(c, text.charAt(++i));
                    out[at++] = (byte) (0xF0 | (cp >> 18));
                    out[at++] = (byte) (0x80 | ((cp >> 12) & 0x3F));
                    out[at++] = (byte) (0x80 | ((cp >> 6) & 0x3F));
                    out[at++] = (byte) (0x80 | (cp & 0x3F));
                } else {
                    at = escape(out, at, c);
                }
            } else {
                out[at++] = (byte) (0xE0 | (c >> 12));
                out[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                out[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        size = at;
    }

    private static int control(byte[] out, int at, char c) {
        out[at++] = '\\';
        switch (c) {
            case '\n' -> out[at++] = 'n';
            case '\r' -> out[at++] = 'r';
            case '\t' -> out[at++] = 't';
            default -> at = escape(out, at - 1, c);
        }
        return at;
    }

    private static int escape(byte[] out, int from, char c) {
        int at = from;
        out[at++] = '\\';
        out[at++] = 'u';
        out[at++] = HEX[c >> 12];
        out[at++] = HEX[(c >> 8) & 15];
        out[at++] = HEX[(c >> 4) & 15];
        out[at++] = HEX[c & 15];
        return at;
    }

    private void object(JsonObject object) {
        put('{');
        boolean comma = false;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (comma) {
                put(',');
            }
            comma = true;
            string(member.getKey());
            put(':');
            value(member.getValue());
        }
        put('}');
    }

    private void array(JsonArray array) {
        put('[');
        boolean comma = false;
        for (JsonValue value : array.values()) {
            if (comma) {
                put(',');
            }
            comma = true;
            value(value);
        }
        put(']');
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }

    /** Bytes that there is room for. */
    int capacity() {
        return buffer.length;
    }

    /** Number of bytes written. */
    public int size() {
        return size;
    }

    /** A copy of the bytes written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** Sends the bytes written. @throws IOException if the stream fails */
    public void writeTo(OutputStream out) throws IOException {
        out.write(buffer, 0, size);
    }
}
