package cc.dmart.client;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A success envelope ({@code http-api.md} 1.1). Thread-safe.
 *
 * @param json the whole envelope
 */
public record Reply(JsonObject json) {
    /** The records; elements that a {@code jq_filter} made and that are no objects are left out. */
    public List<WireRecord> records() {
        List<WireRecord> out = new ArrayList<>();
        json.array("records").ifPresent(list -> list.forEach(v -> v.asObject().ifPresent(o -> out.add(record(o)))));
        return out;
    }

    /** The only record. @throws IllegalStateException if there are none or several */
    public WireRecord record() {
        List<WireRecord> all = records();
        if (all.size() != 1) {
            throw new IllegalStateException("one record expected, not " + all.size());
        }
        return all.get(0);
    }

    /** The attributes of the envelope; without members if there are none. */
    public JsonObject attributes() {
        return json.object("attributes").orElse(JsonObject.EMPTY);
    }

    /** How many entries a query found; -1 if it was not asked to count. */
    public long total() {
        return attributes()
                .number("total")
                .map(JsonNumber::text)
                .map(Long::parseLong)
                .orElse(-1L);
    }

    private static WireRecord record(JsonObject o) {
        return new WireRecord(
                o.string("resource_type").flatMap(ResourceType::of).orElse(ResourceType.CONTENT),
                o.string("shortname").orElse(""),
                o.string("subpath").orElse("/"),
                o.string("uuid"),
                o.object("attributes").orElse(JsonObject.EMPTY),
                o.object("attachments").map(Reply::attachments),
                false);
    }

    private static Map<ResourceType, List<WireRecord>> attachments(JsonObject byType) {
        Map<ResourceType, List<WireRecord>> out = new EnumMap<>(ResourceType.class);
        for (Map.Entry<String, JsonValue> group : byType.members().entrySet()) {
            Optional<ResourceType> type = ResourceType.of(group.getKey());
            List<WireRecord> list = new ArrayList<>();
            group.getValue()
                    .asArray()
                    .ifPresent(a -> a.forEach(v -> v.asObject().ifPresent(o -> list.add(record(o)))));
            type.ifPresent(t -> out.put(t, list));
        }
        return out;
    }
}
