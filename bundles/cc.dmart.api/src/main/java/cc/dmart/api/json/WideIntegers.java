package cc.dmart.api.json;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Integers that no signed 64-bit number holds go out as strings ({@code query.md} 3.4). A body that has none, which is nearly
 * every one, costs a look at each nineteenth byte. Thread-safe.
 */
public final class WideIntegers {
    /** Digits that such an integer has at least. */
    private static final int DIGITS = 19;

    private WideIntegers() {}

    /** The same JSON, its wide integers in quotes. */
    public static JsonRaw quoted(JsonRaw json) {
        return hasRun(json.utf8()) ? rewritten(json) : json;
    }

    /** The same tree, its wide integers as strings. */
    public static JsonValue inQuotes(JsonValue tree) {
        if (tree instanceof JsonNumber number) {
            byte[] text = number.text().getBytes(StandardCharsets.US_ASCII);
            return isWide(text, 0, text.length) ? new JsonString(number.text()) : tree;
        } else if (tree instanceof JsonRaw raw) {
            return quoted(raw);
        } else if (tree instanceof JsonArray array) {
            return new JsonArray(array.stream().map(WideIntegers::inQuotes).toList());
        } else if (tree instanceof JsonObject object) {
            JsonObject.Builder out = JsonObject.builder();
            object.members().forEach((name, value) -> out.put(name, inQuotes(value)));
            return out.build();
        }
        return tree;
    }

    /** Whether so many digits stand in a row anywhere; one of them then stands at a multiple. */
    private static boolean hasRun(byte[] text) {
        for (int i = DIGITS - 1; i < text.length; i += DIGITS) {
            if (isDigit(text[i])) {
                int from = i;
                while (from > 0 && isDigit(text[from - 1])) {
                    from--;
                }
                int to = i + 1;
                while (to < text.length && isDigit(text[to])) {
                    to++;
                }
                if (to - from >= DIGITS) {
                    return true;
                }
            }
        }
        return false;
    }

    private static JsonRaw rewritten(JsonRaw json) {
        byte[] text = json.utf8();
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 16);
        int at = 0;
        while (at < text.length) {
            int end = text[at] == '"' ? endOfString(text, at) : endOfNumber(text, at);
            boolean number = text[at] != '"' && end > at;
            boolean wide = number && isWide(text, at, end);
            end = Math.max(end, at + 1);
            if (wide) {
                out.write('"');
            }
            out.write(text, at, end - at);
            if (wide) {
                out.write('"');
            }
            at = end;
        }
        return new JsonRaw(out.toByteArray());
    }

    private static int endOfString(byte[] text, int from) {
        int at = from + 1;
        while (at < text.length && text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return Math.min(text.length, at + 1);
    }

    /** The place itself if no number begins there. */
    private static int endOfNumber(byte[] text, int from) {
        int at = from;
        while (at < text.length && (isDigit(text[at]) || "+-.eE".indexOf(text[at]) >= 0)) {
            at++;
        }
        return isDigit(text[from]) || text[from] == '-' ? at : from;
    }

    private static boolean isWide(byte[] text, int from, int to) {
        if (to - from < DIGITS) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!isDigit(text[i])) {
                return false;
            }
        }
        return !new JsonNumber(new String(text, from, to - from, StandardCharsets.US_ASCII)).isLong();
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
