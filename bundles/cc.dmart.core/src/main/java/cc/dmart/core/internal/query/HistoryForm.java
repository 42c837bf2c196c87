package cc.dmart.core.internal.query;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.entry.form.Secrets;
import java.util.List;

/** Lines of the change log on the wire: secrets masked, request headers left out ({@code query.md} 1.4). Thread-safe. */
final class HistoryForm {
    private HistoryForm() {}

    /** @param notes whether the notes on an account are shown */
    static WireRecord record(Locator at, HistoryRecord line, boolean notes) {
        JsonObject diff = at.type() == ResourceType.USER && !notes ? Secrets.withoutNotes(line.diff()) : line.diff();
        JsonObject.Builder out = JsonObject.builder();
        for (String name : List.of("owner_shortname", "timestamp")) {
            out.putIfPresent(name, line.json().string(name));
        }
        out.put("diff", withoutHeaders(Secrets.masked(diff), false));
        out.putIfPresent("last_checksum_history", line.json().string("last_checksum_history"));
        out.put("space_name", at.space().value());
        WireRecord record = WireRecord.of(
                ResourceType.HISTORY, at.shortname().value(), at.subpath().wire(), out.build());
        return line.uuid().isEmpty() ? record : record.withUuid(line.uuid());
    }

    /** The object, inside of old and new values without headers. */
    private static JsonObject withoutHeaders(JsonObject object, boolean inValue) {
        JsonObject.Builder out = JsonObject.builder();
        object.members().forEach((name, value) -> {
            if (!inValue || !name.equals("headers")) {
                out.put(name, withoutHeaders(value, inValue || name.equals("old") || name.equals("new")));
            }
        });
        return out.build();
    }

    private static JsonValue withoutHeaders(JsonValue value, boolean inValue) {
        if (value instanceof JsonObject inner) {
            return withoutHeaders(inner, inValue);
        }
        return value instanceof JsonArray array
                ? new JsonArray(
                        array.stream().map(v -> withoutHeaders(v, inValue)).toList())
                : value;
    }

    /** The object without null members at any depth; arrays stay as they are. */
    static JsonObject withoutNulls(JsonObject object) {
        return object.withoutNulls().mapValues(v -> v instanceof JsonObject inner ? withoutNulls(inner) : v);
    }
}
