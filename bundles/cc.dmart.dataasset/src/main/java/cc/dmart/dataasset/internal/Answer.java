package cc.dmart.dataasset.internal;

import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rows of a statement as JSON, within bounds. Thread-safe. */
final class Answer {
    /** Declared type of columns that hold booleans, which the engine itself has not. */
    static final String BOOLEAN = "BOOLEAN";

    private static final long MAX_CHARS = 10L << 20;

    private Answer() {}

    static DataAssetResult of(Connection connection, String sql, int most) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> names = names(found.getMetaData());
            boolean[] booleans = booleans(found.getMetaData());
            List<JsonObject> rows = new ArrayList<>();
            long chars = 0;
            while (found.next()) {
                if (rows.size() == most || chars > MAX_CHARS) {
                    return new DataAssetResult(rows, true);
                }
                JsonObject.Builder row = JsonObject.builder();
                for (int i = 0; i < names.size(); i++) {
                    JsonValue value = value(found.getObject(i + 1), booleans[i]);
                    chars += names.get(i).length()
                            + (value instanceof JsonString s ? s.value().length() : 20);
                    row.put(names.get(i), value);
                }
                rows.add(row.build());
            }
            return new DataAssetResult(rows, false);
        }
    }

    /** Each name once, as keys of an object. */
    private static List<String> names(ResultSetMetaData meta) throws SQLException {
        Set<String> out = new LinkedHashSet<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String base = meta.getColumnLabel(i);
            String name = base;
            for (int n = 2; !out.add(name); n++) {
                name = base + "_" + n;
            }
        }
        return List.copyOf(out);
    }

    private static boolean[] booleans(ResultSetMetaData meta) throws SQLException {
        boolean[] out = new boolean[meta.getColumnCount()];
        for (int i = 0; i < out.length; i++) {
            out[i] = BOOLEAN.equalsIgnoreCase(meta.getColumnTypeName(i + 1));
        }
        return out;
    }

    private static JsonValue value(Object value, boolean bool) {
        if (bool && value instanceof Integer number && (number == 0 || number == 1)) {
            return JsonBool.of(number == 1);
        }
        if (value instanceof Double number) {
            boolean finite = !number.isNaN() && !number.isInfinite();
            return finite ? new JsonNumber(shortest(number)) : JsonNull.NULL;
        }
        if (value instanceof Number number) {
            return new JsonNumber(number.toString());
        }
        if (value instanceof byte[] bytes) {
            return new JsonString(Base64.getEncoder().encodeToString(bytes));
        }
        return value == null ? JsonNull.NULL : new JsonString(value.toString());
    }

    private static String shortest(double number) {
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        return Math.abs((long) decimal.scale()) > 30 ? Double.toString(number) : decimal.toPlainString();
    }
}
