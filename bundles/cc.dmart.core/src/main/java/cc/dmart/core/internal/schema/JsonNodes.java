package cc.dmart.core.internal.schema;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Our JSON tree as the tree of the schema library, in one pass. Thread-safe. */
final class JsonNodes {
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

    private JsonNodes() {}

    /** The same value. @throws ArithmeticException if a number has an absurd exponent */
    static JsonNode of(JsonValue value) {
        if (value instanceof JsonString text) {
            return TextNode.valueOf(text.value());
        } else if (value instanceof JsonObject object) {
            Map<String, JsonNode> members = new LinkedHashMap<>(object.size() * 2);
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                members.put(member.getKey(), of(member.getValue()));
            }
            return new ObjectNode(FACTORY, members);
        } else if (value instanceof JsonNumber number) {
            return number(number);
        } else if (value instanceof JsonArray array) {
            ArrayNode out = new ArrayNode(FACTORY, array.size());
            for (JsonValue element : array) {
                out.add(of(element));
            }
            return out;
        } else if (value instanceof JsonBool bool) {
            return BooleanNode.valueOf(bool.value());
        } else if (value instanceof JsonRaw raw) {
            return of(JsonCodec.materialize(raw));
        }
        return NullNode.getInstance();
    }

    private static JsonNode number(JsonNumber number) {
        if (number.isLong()) {
            long value = number.longValue();
            return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
        }
        return DecimalNode.valueOf(number.decimal());
    }
}
