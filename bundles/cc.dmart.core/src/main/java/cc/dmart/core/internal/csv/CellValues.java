package cc.dmart.core.internal.csv;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cells as JSON values of a declared type ({@code query.md} 8.3). Thread-safe. */
final class CellValues {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,300}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");
    /** Without leading zeros, which are part of a code and not of a number. */
    private static final Pattern PLAIN =
            Pattern.compile("-?(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,15})?(?:[eE][+-]?\\d{1,2})?");

    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|\\b(?:TRUE|FALSE|NULL)\\b");

    private CellValues() {}

    /**
     * The value of a cell.
     *
     * @param types    names of JSON schema types, tried in the order integer, number, boolean, object, array, string; none =
     *                 string
     * @param elements types of the elements if it is an array
     * @return empty if it fits none of them
     */
    static Optional<JsonValue> of(String cell, Set<String> types, Set<String> elements) {
        String text = cell.strip();
        Optional<JsonValue> out = Optional.empty();
        if (types.contains("integer")) {
            out = number(text, INTEGER);
        }
        if (out.isEmpty() && types.contains("number")) {
            out = number(text, NUMBER);
        }
        if (out.isEmpty() && types.contains("boolean")) {
            out = bool(text);
        }
        if (out.isEmpty() && types.contains("object")) {
            out = json(text).filter(JsonObject.class::isInstance);
        }
        if (out.isEmpty() && types.contains("array")) {
            out = array(text, elements);
        }
        return out.isEmpty() && (types.isEmpty() || types.contains("string")) ? Optional.of(new JsonString(cell)) : out;
    }

    private static Optional<JsonValue> number(String text, Pattern shape) {
        String plain = text.replace(",", "");
        if (!shape.matcher(plain).matches()) {
            return Optional.empty();
        }
        boolean negative = plain.startsWith("-");
        String digits = plain.replaceFirst("^[+-]?0*(?=\\d)", "");
        return Optional.of(new JsonNumber(negative ? "-" + digits : digits));
    }

    /** A truth value in the words that spreadsheets and people write. */
    static Optional<JsonValue> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "t", "yes", "y" -> Optional.of(JsonBool.TRUE);
            case "false", "0", "f", "no", "n" -> Optional.of(JsonBool.FALSE);
            default -> Optional.empty();
        };
    }

    /** JSON, in which the literals may be in capitals. */
    static Optional<JsonValue> json(String text) {
        try {
            return Optional.of(JsonCodec.parse(text));
        } catch (DmartException.Invalid e) {
            String lower = LITERAL.matcher(text)
                    .replaceAll(m -> Matcher.quoteReplacement(
                            m.group().startsWith("\"") ? m.group() : m.group().toLowerCase(Locale.ROOT)));
            return lower.equals(text) ? Optional.empty() : json(lower);
        }
    }

    private static Optional<JsonValue> array(String text, Set<String> elements) {
        if (text.startsWith("[")) {
            return json(text).flatMap(JsonValue::asArray).map(a -> texts(a, elements));
        }
        List<JsonValue> out = new ArrayList<>();
        // a comma between numbers parts them here: within one it would be left out, and two would become another one
        boolean numbers = elements.contains("integer") || elements.contains("number");
        for (String part : text.split(numbers ? "[|,]" : "\\|")) {
            Optional<JsonValue> value =
                    elements.isEmpty() ? Optional.of(written(part.strip())) : of(part.strip(), elements, Set.of());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            out.add(value.get());
        }
        return Optional.of(new JsonArray(out));
    }

    /** A number or truth value that is written as JSON writes it, where nothing says what it should be; else a string. */
    private static JsonValue written(String part) {
        Optional<JsonValue> value =
                part.equalsIgnoreCase("true") || part.equalsIgnoreCase("false") ? bool(part) : Optional.empty();
        return value.or(() -> PLAIN.matcher(part).matches() ? number(part, NUMBER) : Optional.empty())
                .orElseGet(() -> new JsonString(part));
    }

    /** Numbers become strings where only strings are declared. */
    private static JsonValue texts(JsonArray array, Set<String> elements) {
        return elements.equals(Set.of("string"))
                ? new JsonArray(array.stream()
                        .map(v -> v instanceof JsonNumber n ? new JsonString(n.text()) : v)
                        .toList())
                : array;
    }

    /** A list of words: brackets and quotes around them are not part of it. */
    static JsonArray words(String cell) {
        String text = cell.strip();
        if (text.startsWith("[") && text.endsWith("]") && text.length() >= 2) {
            text = text.substring(1, text.length() - 1);
        }
        List<String> out = new ArrayList<>();
        for (String part : text.split("[,|]")) {
            String word = part.strip();
            boolean quoted = word.length() >= 2
                    && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                    && word.charAt(word.length() - 1) == word.charAt(0);
            word = quoted ? word.substring(1, word.length() - 1) : word;
            if (!word.isEmpty()) {
                out.add(word);
            }
        }
        return JsonArray.ofStrings(out);
    }
}
