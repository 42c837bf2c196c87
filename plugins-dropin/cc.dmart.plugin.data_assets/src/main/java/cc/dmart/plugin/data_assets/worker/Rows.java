package cc.dmart.plugin.data_assets.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;

/** The rows of a result as JSON, within bounds. Not thread-safe. */
final class Rows {
    /** Times as SQL writes them. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private final int mostBytes;
    private boolean cut;

    Rows(int most, int mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Whether there were more. */
    boolean isCut() {
        return cut;
    }

    /** A JSON array of objects. */
    byte[] json() {
        return bytes.toByteArray();
    }

    /** Takes rows until there are none or enough. @throws RefusedException if already the first is too large */
    void take(ResultSet result) throws SQLException, RefusedException {
        List<String> columns = columns(result.getMetaData());
        bytes.write('[');
        int count = 0;
        try {
            while (!cut && result.next()) {
                byte[] row = count < most ? row(result, columns) : new byte[0];
                cut = count == most || bytes.size() + row.length > mostBytes;
                if (!cut) {
                    bytes.writeBytes(count == 0 ? new byte[0] : new byte[] {','});
                    bytes.writeBytes(row);
                    count++;
                }
            }
        } catch (IOException e) {
            throw new RefusedException("The result cannot be written");
        }
        if (cut && count == 0) {
            throw new RefusedException("A row of the result is too large");
        }
        bytes.write(']');
    }

    /** Names, each once. */
    private static List<String> columns(ResultSetMetaData meta) throws SQLException {
        Set<String> out = new LinkedHashSet<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String base = meta.getColumnLabel(i);
            String name = base;
            for (int n = 1; !out.add(name); n++) {
                name = base + "_" + n;
            }
        }
        return List.copyOf(out);
    }

    private byte[] row(ResultSet result, List<String> columns) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                json.writeFieldName(columns.get(i));
                value(json, result.getObject(i + 1));
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private void value(JsonGenerator json, @Nullable Object value) throws SQLException, IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Double || value instanceof Float) {
            real(json, ((Number) value).doubleValue(), value.toString());
        } else if (value instanceof Number) {
            json.writeNumber(value instanceof java.math.BigDecimal d ? d.toPlainString() : value.toString());
        } else if (value instanceof JsonNode node) {
            json.writeRawValue(node.toString());
        } else if (value instanceof Blob blob) {
            json.writeBinary(blob.getBytes(1, (int) Math.min(blob.length(), mostBytes)));
        } else if (value instanceof Array array) {
            list(json, (Object[]) array.getArray());
        } else if (value instanceof DuckDBStruct struct) {
            object(json, struct.getMap());
        } else if (value instanceof Map<?, ?> map) {
            object(json, map);
        } else {
            json.writeString(text(value));
        }
    }

    private static void real(JsonGenerator json, double number, String text) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }

    private void list(JsonGenerator json, Object[] values) throws SQLException, IOException {
        json.writeStartArray();
        for (Object value : values) {
            value(json, value);
        }
        json.writeEndArray();
    }

    private void object(JsonGenerator json, Map<?, ?> members) throws SQLException, IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.writeFieldName(text(member.getKey()));
            value(json, member.getValue());
        }
        json.writeEndObject();
    }

    private static String text(Object value) {
        if (value instanceof Timestamp time) {
            return TIME.format(time.toLocalDateTime());
        }
        if (value instanceof LocalDateTime time) {
            return TIME.format(time);
        }
        return value instanceof OffsetDateTime time
                ? TIME.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + "+00"
                : String.valueOf(value);
    }
}
