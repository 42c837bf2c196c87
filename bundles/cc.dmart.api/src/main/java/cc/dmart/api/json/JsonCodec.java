package cc.dmart.api.json;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes JSON. Reading keeps the order of keys and the text of numbers, accepts a byte order mark, takes the last
 * of duplicate keys ({@code storage.md} 1.12), and refuses more than {@value #MAX_DEPTH} levels. Thread-safe.
 */
public final class JsonCodec {
    /** Deepest nesting accepted from the wire ({@code http-api.md} 1.12). */
    public static final int MAX_DEPTH = 32;

    /** Deepest nesting accepted from stored files. */
    public static final int MAX_STORED_DEPTH = 256;

    /** Length of an escape with four digits. */
    private static final int ESCAPE = 6;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_STORED_DEPTH)
                    .maxStringLength(64 << 20)
                    .maxNumberLength(4000)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private JsonCodec() {}

    /**
     * Parses one JSON value from the wire.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} on a syntax error, trailing text or too deep nesting
     */
    public static JsonValue parse(byte[] utf8) {
        return parse(utf8, MAX_DEPTH);
    }

    /** The same with a nesting limit of the caller's choice, at most {@link #MAX_STORED_DEPTH}. */
    public static JsonValue parse(byte[] utf8, int maxDepth) {
        int skip = isMarked(utf8) ? 3 : 0;
        try (JsonParser parser = FACTORY.createParser(utf8, skip, utf8.length - skip)) {
            return whole(parser, maxDepth);
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    /**
     * Whether JSON text is in UTF-8, and not in another encoding that a parser would take: those have a zero, or a mark that UTF-8
     * has not, in their first four bytes.
     */
    public static boolean isUtf8(byte[] json) {
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xFE || json[i] == (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** Whether text in UTF-8 begins with the mark that says so, which no file of a payload has. */
    public static boolean isMarked(byte[] utf8) {
        return utf8.length >= 3 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF;
    }

    /**
     * Refuses JSON text with half a surrogate pair, escaped or not: UTF-8 cannot write it, and other programs refuse the file.
     * Costs a look at each byte.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)}
     */
    public static void requireUnicode(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\\') {
                int unit = escaped(json, i);
                boolean pair = Character.isHighSurrogate((char) unit)
                        && Character.isLowSurrogate((char) escaped(json, i + ESCAPE));
                if (Character.isSurrogate((char) unit) && !pair) {
                    throw half(i);
                }
                i += pair ? 2 * ESCAPE - 1 : 1; // what is escaped is no beginning of an escape
            } else if (json[i] == (byte) 0xED && i + 1 < json.length && (json[i + 1] & 0xFF) >= 0xA0) {
                throw half(i);
            }
        }
    }

    /** The code unit of an escape {@code \\uXXXX}; 0 if there is none. */
    private static int escaped(byte[] json, int at) {
        if (at + ESCAPE > json.length || json[at] != '\\' || json[at + 1] != 'u') {
            return 0;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            unit = (unit << 4) | Math.max(0, Character.digit(json[i], 16));
        }
        return unit;
    }

    private static DmartException half(int at) {
        return DmartException.Invalid.field(
                List.of("body", Integer.toString(at)), "half a surrogate pair is no character", "json_invalid");
    }

    /** Whether these bytes are one whole JSON value, nothing else, nested at most {@link #MAX_STORED_DEPTH} deep. */
    public static boolean isJson(byte[] utf8) {
        if (!isUtf8(utf8)) {
            return false;
        }
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Parses text. */
    public static JsonValue parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses a stream that the caller closes. @throws IOException if reading fails */
    public static JsonValue parse(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            return whole(parser, MAX_DEPTH);
        } catch (JsonParseException | StreamConstraintsException e) {
            throw invalid(e);
        }
    }

    /** Parses an object. @throws DmartException.Invalid if it is something else */
    public static JsonObject parseObject(byte[] utf8) {
        return parse(utf8)
                .asObject()
                .orElseThrow(
                        () -> DmartException.Invalid.field(List.of("body"), "Input should be an object", "model_type"));
    }

    /** The tree of a value that may be raw; other values come back as they are. */
    public static JsonValue materialize(JsonValue value) {
        return value instanceof JsonRaw raw ? parse(raw.utf8(), MAX_STORED_DEPTH) : value;
    }

    /** Compact UTF-8 text without a final newline. */
    public static byte[] write(JsonValue value) {
        JsonWriter out = new JsonWriter(256);
        out.value(value);
        return out.toByteArray();
    }

    /** Compact text. */
    public static String writeString(JsonValue value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    private static JsonValue whole(JsonParser parser, int maxDepth) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw DmartException.Invalid.field(List.of("body"), "JSON expected", "json_invalid");
        }
        JsonValue value = value(parser, first, maxDepth);
        if (parser.nextToken() != null) {
            throw DmartException.Invalid.field(List.of("body"), "text after the JSON value", "json_invalid");
        }
        return value;
    }

    private static JsonValue value(JsonParser parser, JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser, deeper(depth));
            case START_ARRAY -> array(parser, deeper(depth));
            case VALUE_STRING -> new JsonString(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE -> JsonBool.TRUE;
            case VALUE_FALSE -> JsonBool.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw DmartException.Invalid.field(List.of("body"), "JSON expected", "json_invalid");
        };
    }

    private static int deeper(int depth) {
        if (depth == 0) {
            throw DmartException.Invalid.field(List.of("body"), "nested too deeply", "json_invalid");
        }
        return depth - 1;
    }

    private static JsonObject object(JsonParser parser, int depth) throws IOException {
        JsonObject.Builder out = JsonObject.builder();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            out.put(name, value(parser, parser.nextToken(), depth));
        }
        return out.build();
    }

    private static JsonArray array(JsonParser parser, int depth) throws IOException {
        List<JsonValue> out = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            out.add(value(parser, token, depth));
            token = parser.nextToken();
        }
        return new JsonArray(out);
    }

    private static DmartException invalid(IOException e) {
        String at = e instanceof JsonParseException p && p.getLocation() != null
                ? Long.toString(Math.max(0, p.getLocation().getByteOffset()))
                : "0";
        return DmartException.Invalid.field(List.of("body", at), "JSON decode error", "json_invalid");
    }
}
