package cc.dmart.api.json;

import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Map;

/** Records in their one form on the wire ({@code http-api.md} 1.1): unset members left out. Thread-safe. */
public final class RecordWriter {
    private RecordWriter() {}

    /** A JSON array of records. */
    public static byte[] array(List<WireRecord> records) {
        JsonWriter out = new JsonWriter(64 + 1024 * records.size());
        list(out, records);
        return out.toByteArray();
    }

    /** Appends an array of records. */
    public static void list(JsonWriter out, List<WireRecord> records) {
        out.put('[');
        boolean comma = false;
        for (WireRecord record : records) {
            if (comma) {
                out.put(',');
            }
            comma = true;
            record(out, record);
        }
        out.put(']');
    }

    /** Appends one record. */
    public static void record(JsonWriter out, WireRecord record) {
        out.ascii("{\"resource_type\":\"");
        out.ascii(record.resourceType().wire());
        if (record.uuid().isPresent()) {
            out.ascii("\",\"uuid\":");
            out.string(record.uuid().get());
            out.ascii(",\"shortname\":");
        } else {
            out.ascii("\",\"shortname\":");
        }
        out.string(record.shortname());
        out.ascii(",\"subpath\":");
        out.string(record.subpath());
        out.ascii(",\"attributes\":{");
        members(out, record);
        out.put('}');
        if (record.attachments().isPresent()) {
            out.ascii(",\"attachments\":");
            attachments(out, record.attachments().get());
        }
        out.put('}');
    }

    /** One client tests for an ordinal that is null: the only null that is written, on spaces ({@code http-api.md} 1.8). */
    private static void members(JsonWriter out, WireRecord record) {
        boolean space = record.resourceType() == ResourceType.SPACE;
        boolean comma = false;
        for (Map.Entry<String, JsonValue> member : record.attributes().members().entrySet()) {
            if (!member.getValue().isNull() || (space && member.getKey().equals("ordinal"))) {
                if (comma) {
                    out.put(',');
                }
                comma = true;
                out.string(member.getKey());
                out.put(':');
                out.value(member.getValue());
            }
        }
    }

    /** Appends attachments by type. */
    public static void attachments(JsonWriter out, Map<ResourceType, List<WireRecord>> attachments) {
        out.put('{');
        boolean comma = false;
        for (Map.Entry<ResourceType, List<WireRecord>> group : attachments.entrySet()) {
            if (comma) {
                out.put(',');
            }
            comma = true;
            out.put('"');
            out.ascii(group.getKey().wire());
            out.ascii("\":");
            list(out, group.getValue());
        }
        out.put('}');
    }
}
