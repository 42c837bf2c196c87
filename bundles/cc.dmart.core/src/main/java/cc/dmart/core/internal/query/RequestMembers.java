package cc.dmart.core.internal.query;

import cc.dmart.api.index.FieldTest.Span;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Flags;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.core.internal.search.DateText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Typed members of a request body; null is absent, a wrong type is {@code E(422,validation,424)} with the name of the member
 * ({@code http-api.md} 1.8). Thread-safe.
 */
record RequestMembers(JsonObject body) {
    private static final int LONGEST_NUMBER = 32;

    static DmartException wrong(String name, String message, String kind) {
        return DmartException.Invalid.field(List.of("body", name), message, kind);
    }

    private Optional<JsonValue> member(String name) {
        return body.get(name).filter(v -> !v.isNull());
    }

    /** Refuses a body that lacks some of these members, and names every one of them. */
    void requireAll(String... names) {
        List<List<String>> missing = Stream.of(names)
                .filter(name -> member(name).isEmpty())
                .map(name -> List.of("body", name))
                .toList();
        if (!missing.isEmpty()) {
            throw DmartException.Invalid.missing(missing);
        }
    }

    String required(String name) {
        return text(name, Integer.MAX_VALUE).orElseThrow(() -> wrong(name, "Field required", "missing"));
    }

    Optional<String> text(String name, int maxLength) {
        Optional<JsonValue> value = member(name);
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw wrong(name, "Input should be a valid string", "string_type");
        }
        Optional<String> text = value.flatMap(JsonValue::asString);
        if (text.filter(t -> t.codePointCount(0, t.length()) > maxLength).isPresent()) {
            throw wrong(name, "String should have at most " + maxLength + " characters", "string_too_long");
        }
        return text;
    }

    boolean flag(String name, boolean absent) {
        Optional<JsonValue> value = member(name);
        if (value.isEmpty()) {
            return absent;
        }
        return Flags.of(value.get()).orElseThrow(() -> wrong(name, "Input should be a valid boolean", "bool_type"));
    }

    long integer(String name, long absent) {
        Optional<JsonValue> value = member(name);
        if (value.isEmpty()) {
            return absent;
        }
        try {
            return value.get() instanceof JsonNumber number
                    ? whole(number.text())
                    : Long.parseLong(value.get().asString().orElse(""));
        } catch (NumberFormatException | ArithmeticException e) {
            throw wrong(name, "Input should be a valid integer", "int_type");
        }
    }

    /** Some languages write each number with a fraction: {@code 10.0} is 10. */
    private static long whole(String number) {
        return number.length() > LONGEST_NUMBER ? Long.parseLong(number) : new BigDecimal(number).longValueExact();
    }

    /** A list of strings; empty when absent. */
    List<String> strings(String name) {
        Optional<JsonValue> value = member(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof JsonArray array)) {
            throw wrong(name, "Input should be a valid list", "list_type");
        }
        List<String> out = new ArrayList<>(array.size());
        for (JsonValue element : array) {
            out.add(element.asString().orElseThrow(() -> wrong(name, "Input should be a valid string", "string_type")));
        }
        return out;
    }

    /** An object; empty when absent. */
    JsonObject object(String name) {
        JsonValue value = member(name).orElse(JsonObject.EMPTY);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw wrong(name, "Input should be a valid dictionary", "dict_type");
    }

    /** A list; empty when absent. */
    JsonArray list(String name) {
        JsonValue value = member(name).orElse(JsonArray.EMPTY);
        if (value instanceof JsonArray array) {
            return array;
        }
        throw wrong(name, "Input should be a valid list", "list_type");
    }

    /** An object of strings in order; empty when absent. */
    Map<String, String> texts(String name) {
        Map<String, String> out = new LinkedHashMap<>();
        object(name)
                .members()
                .forEach((key, text) -> out.put(
                        key,
                        text.asString()
                                .orElseThrow(() -> wrong(name, "Input should be a valid string", "string_type"))));
        return out;
    }

    /** An instant; a bare date means its start. */
    Optional<Instant> date(String name, ZoneId zone) {
        return text(name, 64)
                .map(t -> DateText.parse(t, zone)
                        .map(Span::from)
                        .orElseThrow(() -> wrong(name, "Input should be a valid datetime", "datetime_parsing")))
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
