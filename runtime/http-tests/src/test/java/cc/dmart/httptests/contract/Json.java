package cc.dmart.httptests.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as rows write it, with single quotes and bare names, and the comparison of a part with the whole. In the part,
 * {@code '*'} is any value but null, {@code '~x'} a text that matches the expression x, {@code null} something absent; an
 * array that ends with {@code '...'} stands for one that has at least these elements, in any order.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private Json() {}

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Strict JSON of a text of a row. */
    static String strict(String text) {
        return parse(text).toString();
    }

    /** Where a whole does not have a part; empty if it has it all. */
    static Optional<String> difference(String place, JsonNode part, JsonNode whole) {
        if (part.isNull()) {
            return miss(whole == null || whole.isNull() || whole.isMissingNode(), place, part, whole);
        }
        if (whole == null || whole.isNull() || whole.isMissingNode()) {
            return miss(false, place, part, whole);
        }
        if (part.isObject()) {
            return object(place, part, whole);
        }
        if (part.isArray()) {
            return array(place, part, whole);
        }
        if (part.isTextual() && part.asText().equals("*")) {
            return Optional.empty();
        }
        if (part.isTextual() && part.asText().startsWith("~")) {
            return miss(whole.asText().matches("(?s)" + part.asText().substring(1)), place, part, whole);
        }
        boolean same = (part.isNumber() && whole.isNumber())
                ? part.decimalValue().compareTo(whole.decimalValue()) == 0
                : part.equals(whole);
        return miss(same, place, part, whole);
    }

    private static Optional<String> miss(boolean fine, String place, JsonNode part, JsonNode whole) {
        return fine ? Optional.empty() : Optional.of(place + ": expected " + part + ", was " + whole);
    }

    private static Optional<String> object(String place, JsonNode part, JsonNode whole) {
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            Optional<String> found =
                    difference(place + "/" + member.getKey(), member.getValue(), whole.get(member.getKey()));
            if (found.isPresent()) {
                return found;
            }
        }
        return miss(whole.isObject(), place, part, whole);
    }

    private static Optional<String> array(String place, JsonNode part, JsonNode whole) {
        int size = part.size();
        boolean open = size > 0 && part.get(size - 1).asText().equals("...");
        if (open) {
            if (!whole.isArray()) {
                return miss(false, place, part, whole);
            }
            for (int i = 0; i < size - 1; i++) {
                if (!holds(whole, part.get(i))) {
                    return miss(false, place + "/" + i, part.get(i), whole);
                }
            }
            return Optional.empty();
        }
        if (!whole.isArray() || whole.size() != size) {
            return miss(false, place, part, whole);
        }
        for (int i = 0; i < size; i++) {
            Optional<String> found = difference(place + "/" + i, part.get(i), whole.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean holds(JsonNode whole, JsonNode part) {
        for (JsonNode element : whole) {
            if (difference("", part, element).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
