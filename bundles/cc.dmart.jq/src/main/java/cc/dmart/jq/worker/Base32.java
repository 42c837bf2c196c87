package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** {@code @base32} and {@code @base32d} (RFC 4648). Thread-safe. */
final class Base32 {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int GROUP = 8;

    private Base32() {}

    /** Adds the functions to a scope. */
    static void addTo(Scope scope) {
        ObjectMapper mapper = scope.getObjectMapper();
        scope.addFunction(
                "@base32",
                0,
                (at, arguments, in, path, out, version) -> out.emit(TextNode.valueOf(coded(text(mapper, in))), null));
        scope.addFunction(
                "@base32d",
                0,
                (at, arguments, in, path, out, version) -> out.emit(TextNode.valueOf(decoded(text(mapper, in))), null));
    }

    private static String text(ObjectMapper mapper, JsonNode in) throws JsonQueryException {
        try {
            return in.isTextual() ? in.textValue() : mapper.writeValueAsString(in);
        } catch (IOException e) {
            throw new JsonQueryException("cannot be written", e);
        }
    }

    private static String coded(String text) {
        StringBuilder out = new StringBuilder();
        long bits = 0;
        int held = 0;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            bits = (bits << 8) | (one & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                out.append(LETTERS.charAt((int) (bits >> held) & 31));
            }
        }
        if (held > 0) {
            out.append(LETTERS.charAt((int) (bits << (5 - held)) & 31));
        }
        return out.append("=".repeat((GROUP - (out.length() % GROUP)) % GROUP)).toString();
    }

    private static String decoded(String text) throws JsonQueryException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bits = 0;
        int held = 0;
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            int value = LETTERS.indexOf(text.charAt(i));
            if (value < 0) {
                throw new JsonQueryException("the input is not base32 data");
            }
            bits = (bits << 5) | value;
            held += 5;
            if (held >= 8) {
                held -= 8;
                out.write((int) (bits >> held));
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
