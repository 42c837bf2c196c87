package cc.dmart.rest.internal.wire;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.json.JsonWriter;
import cc.dmart.api.json.RecordWriter;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.QueryResult;
import java.util.List;
import java.util.Map;

/**
 * Writes success envelopes and records straight into bytes ({@code http-api.md} 1.1): {@code records} always there, unset
 * members left out. Thread-safe.
 */
public final class WireWriter {
    private static final String SUCCESS = "{\"status\":\"success\"";

    private WireWriter() {}

    /** An envelope of records and nothing else. */
    public static byte[] records(List<WireRecord> records) {
        JsonWriter out = new JsonWriter(1024);
        out.ascii(SUCCESS);
        out.ascii(",\"records\":");
        RecordWriter.list(out, records);
        out.put('}');
        return out.toByteArray();
    }

    /** A record without an envelope ({@code http-api.md} 4.4). */
    public static byte[] single(WireRecord record) {
        JsonWriter out = new JsonWriter(1024);
        RecordWriter.record(out, record);
        return out.toByteArray();
    }

    /** A record that failed, as it stands in a list ({@code http-api.md} 4.2). */
    public static JsonObject failure(BatchResult.Failure failure) {
        JsonWriter out = new JsonWriter(256);
        failure(out, failure);
        return JsonCodec.parseObject(out.toByteArray());
    }

    /** An envelope of attributes and nothing else. */
    public static byte[] attributes(JsonValue attributes) {
        JsonWriter out = new JsonWriter(512);
        out.ascii(SUCCESS);
        out.ascii(",\"attributes\":");
        out.value(attributes);
        out.put('}');
        return out.toByteArray();
    }

    /** An envelope of records and attributes. */
    public static byte[] recordsAnd(List<WireRecord> records, JsonValue attributes) {
        JsonWriter out = new JsonWriter(1024);
        out.ascii(SUCCESS);
        out.ascii(",\"records\":");
        RecordWriter.list(out, records);
        out.ascii(",\"attributes\":");
        out.value(attributes);
        out.put('}');
        return out.toByteArray();
    }

    /** The answer to a query. */
    public static byte[] query(QueryResult result) {
        JsonWriter out = new JsonWriter(512 + 1024 * result.records().size());
        out.ascii(SUCCESS);
        out.ascii(",\"records\":");
        result.shaped().ifPresentOrElse(out::value, () -> RecordWriter.list(out, result.records()));
        out.ascii(",\"attributes\":{\"total\":");
        out.ascii(Long.toString(result.total()));
        out.ascii(",\"returned\":");
        out.ascii(Long.toString(result.returned()));
        out.ascii("}}");
        return out.toByteArray();
    }

    /** An entry, flat and without an envelope ({@code http-api.md} 4.3). */
    public static byte[] entry(EntryView view) {
        JsonWriter out = new JsonWriter(2048);
        out.put('{');
        for (Map.Entry<String, JsonValue> member : view.meta().members().entrySet()) {
            if (!member.getValue().isNull()) {
                out.string(member.getKey());
                out.put(':');
                out.value(member.getValue());
                out.put(',');
            }
        }
        out.ascii("\"attachments\":");
        RecordWriter.attachments(out, view.attachments());
        out.put('}');
        return out.toByteArray();
    }

    /** The envelope {@code E(400,request,430)} of a request of which records failed ({@code http-api.md} 4.2). */
    public static byte[] partlyFailed(BatchResult result) {
        JsonWriter out = new JsonWriter(1024);
        out.ascii("{\"status\":\"failed\",\"error\":{\"type\":");
        out.string(ErrorType.REQUEST);
        out.ascii(",\"code\":");
        out.ascii(Integer.toString(ErrorCode.SOMETHING_WRONG));
        out.ascii(",\"message\":\"Something went wrong\",\"info\":[{\"successfull\":");
        RecordWriter.list(out, result.done());
        out.ascii(",\"failed\":[");
        String comma = "";
        for (BatchResult.Failure failure : result.failed()) {
            out.ascii(comma);
            failure(out, failure);
            comma = ",";
        }
        out.ascii("]}]}}");
        return out.toByteArray();
    }

    private static void failure(JsonWriter out, BatchResult.Failure failure) {
        DmartException error = failure.error();
        boolean stored = error instanceof DmartException.Unavailable unavailable && unavailable.isStored();
        boolean ours = error.status() >= 500 && !stored;
        out.ascii("{\"record\":");
        out.string(failure.shortname());
        out.ascii(",\"error\":");
        out.string(ours ? "Something went wrong" : error.text());
        out.ascii(",\"error_code\":");
        out.ascii(Integer.toString(ours ? ErrorCode.SOMETHING_WRONG : code(error)));
        out.put('}');
    }

    /** Inside a request a payload that breaks its schema is 402, not the 422 of a single error. */
    private static int code(DmartException error) {
        boolean schema =
                error.code() == ErrorCode.SCHEMA_VALIDATION && error.type().equals(ErrorType.VALIDATION);
        return schema ? ErrorCode.INVALID_DATA : error.code();
    }
}
