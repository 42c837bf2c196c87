package cc.dmart.index.lucene.internal.document;

import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.SearchText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.UnicodeUtil;

/**
 * Scalars as bytes whose order is the order of rows ({@code query.md} 3.1): numbers, numeric strings and instants as
 * numbers, then booleans, then strings by normalised and by raw text. The bytes hold the whole scalar, so that it can be
 * tested again; behind the part that orders stands what only tells it apart. Long strings are cut. Thread-safe.
 */
public final class ScalarKeys {
    private static final int NUMBER = 1;
    private static final int BOOL = 2;
    private static final int TEXT = 3;
    private static final int RAW_LESS = 1;
    private static final int RAW_SAME = 2;
    private static final int RAW_GREATER = 3;
    private static final int MAX_BYTES = 32_000;
    /** Length of the part of a number that orders: its rank, its double, what that leaves out. */
    private static final int BEHIND_NUMBER = 11;

    private static final int REST_ZERO = 1 << 15;

    private ScalarKeys() {}

    /** First bytes of all scalars at a path. */
    public static byte[] prefix(String path) {
        return (IndexTerms.path(path) + IndexTerms.SEPARATOR).getBytes(StandardCharsets.UTF_8);
    }

    /** What all numbers at a path are less than, and nothing else there is. */
    public static byte[] behindNumbers(String path) {
        byte[] prefix = prefix(path);
        byte[] out = Arrays.copyOf(prefix, prefix.length + 1);
        out[prefix.length] = BOOL;
        return out;
    }

    /**
     * A scalar with its path.
     *
     * @param norm  normalised text of a string; not read for other kinds
     * @param times how often the document had this value before; a number tells it, so that sums count it again
     */
    static BytesRef encode(Leaf leaf, String norm, int times) {
        Writer out = new Writer(
                48 + leaf.path().length() + Math.max(norm.length(), leaf.text().length()));
        out.text(IndexTerms.path(leaf.path()));
        out.put(IndexTerms.SEPARATOR);
        switch (leaf.kind()) {
            case NUMBER -> {
                number(out, leaf.number(), leaf.text());
                raw(out, leaf);
                again(out, times);
            }
            case DATE -> {
                number(out, (double) leaf.micros(), "");
                raw(out, leaf);
            }
            case BOOL -> {
                out.put(BOOL);
                out.put(leaf.text().equals("true") ? 1 : 0);
            }
            case KEYWORD, TEXT -> {
                if (LeafOrder.isNumeric(leaf.text())) {
                    number(out, LeafOrder.number(leaf), leaf.text());
                    raw(out, leaf);
                    again(out, times);
                } else {
                    string(out, leaf, norm);
                }
            }
        }
        return out.ref();
    }

    private static int code(Leaf.Kind kind) {
        return switch (kind) {
            case KEYWORD -> 1;
            case TEXT -> 2;
            case NUMBER -> 3;
            case BOOL -> 4;
            case DATE -> 5;
        };
    }

    private static Leaf.Kind kind(int code) {
        return switch (code) {
            case 2 -> Leaf.Kind.TEXT;
            case 3 -> Leaf.Kind.NUMBER;
            case 4 -> Leaf.Kind.BOOL;
            case 5 -> Leaf.Kind.DATE;
            default -> Leaf.Kind.KEYWORD;
        };
    }

    private static void number(Writer out, double value, String text) {
        out.put(NUMBER);
        out.eight(NumericUtils.doubleToSortableLong(value) ^ Long.MIN_VALUE);
        int rest = LeafOrder.rest(text, value) + REST_ZERO;
        out.put(rest >>> 8);
        out.put(rest);
    }

    private static void raw(Writer out, Leaf leaf) {
        out.put(code(leaf.kind()));
        out.eight(leaf.micros());
        out.text(leaf.text());
    }

    private static void again(Writer out, int times) {
        if (times > 0) {
            out.put(IndexTerms.SEPARATOR);
            out.text(Integer.toString(times));
        }
    }

    private static void string(Writer out, Leaf leaf, String whole) {
        boolean isLong = SearchText.isLong(whole);
        String norm = SearchText.beginning(whole);
        String raw = leaf.text();
        out.put(TEXT);
        out.terminated(norm);
        int order = raw.equals(whole) ? 0 : IndexMatcher.compareCodePoints(raw, whole);
        out.put(order == 0 ? RAW_SAME : order < 0 ? RAW_LESS : RAW_GREATER);
        if (order != 0) {
            out.terminated(isLong && raw.length() > norm.length() ? SearchText.cut(raw) : raw);
        }
        out.put(code(leaf.kind()));
        if (leaf.isInstant()) {
            out.eight(leaf.micros());
        }
    }

    /** The end of the part that orders, behind a prefix of this length. */
    public static int orderEnd(BytesRef key, int prefix) {
        int at = key.offset + prefix;
        int end = key.offset + key.length;
        if (key.bytes[at] == NUMBER) {
            return at + BEHIND_NUMBER;
        } else if (key.bytes[at] == BOOL) {
            return at + 2;
        }
        int marker = skip(key, at + 1);
        return marker >= end ? end : key.bytes[marker] == RAW_SAME ? marker + 1 : Math.min(end, skip(key, marker + 1));
    }

    private static int skip(BytesRef key, int from) {
        int end = key.offset + key.length;
        for (int i = from; i + 1 < end; i++) {
            if (key.bytes[i] == 0) {
                if (key.bytes[i + 1] == 0) {
                    return i + 2;
                }
                i++;
            }
        }
        return end;
    }

    /** The scalar again. */
    public static Leaf decode(BytesRef key) {
        int at = key.offset;
        while (key.bytes[at] != IndexTerms.SEPARATOR) {
            at++;
        }
        String path = utf8(key.bytes, key.offset, at);
        int end = key.offset + key.length;
        int start = at + 1;
        if (key.bytes[start] == BOOL) {
            return Leaf.bool(path, key.bytes[start + 1] == 1);
        }
        if (key.bytes[start] == NUMBER) {
            int raw = start + BEHIND_NUMBER;
            Leaf.Kind kind = kind(key.bytes[raw]);
            double value = NumericUtils.sortableLongToDouble(eight(key.bytes, start + 1) ^ Long.MIN_VALUE);
            String text = once(utf8(key.bytes, raw + 9, end), kind);
            return new Leaf(path, kind, text, kind == Leaf.Kind.NUMBER ? value : Double.NaN, eight(key.bytes, raw + 1));
        }
        return string(key, path, start + 1, end);
    }

    private static String once(String raw, Leaf.Kind kind) {
        int again = kind == Leaf.Kind.DATE ? -1 : raw.indexOf(IndexTerms.SEPARATOR);
        return again < 0 ? raw : raw.substring(0, again);
    }

    /** What {@link LeafOrder#number} says of the scalar, without decoding all of it. */
    public static double numberOf(BytesRef key, int prefix) {
        return isInstant(key, prefix) ? Double.NaN : orderOf(key, prefix);
    }

    /** Whether it is a number to the order alone. */
    public static boolean isInstant(BytesRef key, int prefix) {
        int start = key.offset + prefix;
        return key.bytes[start] == NUMBER && kind(key.bytes[start + BEHIND_NUMBER]) == Leaf.Kind.DATE;
    }

    /** The double that a scalar is ordered by, NaN if it is no number; of those that are equal the keys tell more. */
    public static double orderOf(BytesRef key, int prefix) {
        int start = key.offset + prefix;
        if (key.bytes[start] != NUMBER) {
            return Double.NaN;
        }
        return NumericUtils.sortableLongToDouble(eight(key.bytes, start + 1) ^ Long.MIN_VALUE);
    }

    private static Leaf string(BytesRef key, String path, int start, int end) {
        int marker = skip(key, start);
        int raw = marker + 1;
        int behind = marker < end && key.bytes[marker] != RAW_SAME ? skip(key, raw) : raw;
        String text = behind == raw ? plain(key.bytes, start, marker - 2) : plain(key.bytes, raw, behind - 2);
        Leaf.Kind kind = behind < end ? kind(key.bytes[behind]) : Leaf.Kind.KEYWORD;
        long micros = behind + 9 <= end ? eight(key.bytes, behind + 1) : Leaf.NO_INSTANT;
        return new Leaf(path, kind, text, Double.NaN, micros);
    }

    private static String plain(byte[] bytes, int from, int to) {
        byte[] out = new byte[Math.max(0, to - from)];
        int used = 0;
        for (int i = from; i < to; i++) {
            out[used++] = bytes[i];
            if (bytes[i] == 0) {
                i++;
            }
        }
        return utf8(out, 0, used);
    }

    private static String utf8(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static long eight(byte[] bytes, int at) {
        long out = 0;
        for (int i = 0; i < 8; i++) {
            out = out << 8 | (bytes[at + i] & 0xFF);
        }
        return out;
    }

    /** Grows an array. */
    private static final class Writer {
        private byte[] bytes;
        private int used;

        Writer(int size) {
            bytes = new byte[size];
        }

        void put(int oneByte) {
            reserve(1);
            bytes[used++] = (byte) oneByte;
        }

        void eight(long value) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                put((int) (value >>> shift));
            }
        }

        void text(String text) {
            int length = text.length();
            reserve(length);
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    reserve((length - i) * 3);
                    used = UnicodeUtil.UTF16toUTF8(text, i, length - i, bytes, used);
                    return;
                }
                bytes[used++] = (byte) c;
            }
        }

        /** Text whose order survives what follows: zero is escaped, two zeros end it. */
        void terminated(String text) {
            int from = used;
            text(text);
            for (int i = from; i < used; i++) {
                if (bytes[i] == 0) {
                    reserve(1);
                    System.arraycopy(bytes, i + 1, bytes, i + 2, used - i - 1);
                    bytes[++i] = (byte) 0xFF;
                    used++;
                }
            }
            put(0);
            put(0);
        }

        private void reserve(int more) {
            if (used + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
            }
        }

        BytesRef ref() {
            return new BytesRef(bytes, 0, Math.min(used, MAX_BYTES));
        }
    }
}
