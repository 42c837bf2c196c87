package cc.dmart.core.internal.query;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines of the change log on the wire: secrets masked, request headers left out ({@code query.md} 1.4). Thread-safe. */
final class HistoryForm {
    private static final JsonString MASK = new JsonString("********");
    private static final Set<String> SECRET = Set.of("password", "device_id", "last_login", User.LINKED);

    private HistoryForm() {}

    static WireRecord record(Locator at, HistoryRecord line) {
        JsonObject.Builder out = JsonObject.builder();
        for (String name : List.of("owner_shortname", "timestamp")) {
            out.putIfPresent(name, line.json().string(name));
        }
        out.put("diff", diff(line.diff(), false));
        out.putIfPresent("last_checksum_history", line.json().string("last_checksum_history"));
        out.put("space_name", at.space().value());
        WireRecord record = WireRecord.of(
                ResourceType.HISTORY, at.shortname().value(), at.subpath().wire(), out.build());
        return line.uuid().isEmpty() ? record : record.withUuid(line.uuid());
    }

    /** The object with masked secrets at any depth; inside old and new values the headers are dropped. */
    private static JsonObject diff(JsonObject object, boolean inValue) {
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            String name = member.getKey();
            if (inValue && name.equals("headers")) {
                continue;
            }
            boolean secret = Arrays.stream(name.split("\\.")).anyMatch(SECRET::contains);
            boolean value = inValue || name.equals("old") || name.equals("new");
            out.put(name, secret ? masked(member.getValue()) : clean(member.getValue(), value));
        }
        return out.build();
    }

    private static JsonValue clean(JsonValue value, boolean inValue) {
        if (value instanceof JsonObject inner) {
            return diff(inner, inValue);
        }
        return value instanceof JsonArray array
                ? new JsonArray(array.stream().map(v -> clean(v, inValue)).toList())
                : value;
    }

    private static JsonValue masked(JsonValue value) {
        if (value instanceof JsonObject change && (change.has("old") || change.has("new"))) {
            return change.mapValues(v -> MASK);
        }
        return MASK;
    }

    /** The object without null members at any depth. */
    static JsonObject withoutNulls(JsonObject object) {
        JsonObject.Builder out = JsonObject.builder();
        object.members().forEach((name, value) -> {
            if (!value.isNull()) {
                out.put(name, value instanceof JsonObject inner ? withoutNulls(inner) : value);
            }
        });
        return out.build();
    }
}
