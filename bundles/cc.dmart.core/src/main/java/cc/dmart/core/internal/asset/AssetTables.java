package cc.dmart.core.internal.asset;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.DataAssetEngine.Rows;
import cc.dmart.api.plugin.DataAssetEngine.Table;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.csv.CellValues;
import cc.dmart.core.internal.csv.CsvReader;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Attachments of comma separated values and of JSON lines as tables; one with a schema is checked against it first. Values have
 * the type that every value of their column fits. Thread-safe.
 */
final class AssetTables {
    private static final List<String> KINDS = List.of("integer", "number", "boolean");
    private static final int MAX_LINE = 1 << 20;

    private final SchemaValidator schemas;

    AssetTables(SchemaValidator schemas) {
        this.schemas = schemas;
    }

    /** The table. @throws DmartException.Invalid {@code E(400,request,402)} if it is none, {@code E(400,validation,422)} */
    Table table(StoredEntry asset, PayloadFile file) throws IOException {
        String name = asset.at().shortname().value();
        Optional<String> schema =
                asset.entry().payload().flatMap(p -> p.schemaShortname()).filter(s -> !s.isEmpty());
        Table table = asset.at().type() == ResourceType.CSV ? csv(name, file) : lines(name, file);
        if (schema.isPresent()) {
            validate(asset.at().space(), schema.get(), table);
        }
        return table;
    }

    private void validate(SpaceName space, String schema, Table table) throws IOException {
        table.rows().each(row -> {
            JsonObject.Builder body = JsonObject.builder();
            for (int i = 0; i < row.size(); i++) {
                if (!row.get(i).isNull()) {
                    body.put(table.columns().get(i), row.get(i));
                }
            }
            schemas.validate(space, schema, body.build());
        });
    }

    private static InputStream open(PayloadFile file) throws IOException {
        return Channels.newInputStream(file.open());
    }

    private static Table csv(String name, PayloadFile file) throws IOException {
        List<String> header;
        List<Set<String>> kinds = new ArrayList<>();
        try (CsvReader reader = new CsvReader(open(file))) {
            header = columns(reader.next());
            header.forEach(h -> kinds.add(new LinkedHashSet<>(KINDS)));
            for (List<String> row = reader.next(); !row.isEmpty(); row = reader.next()) {
                narrow(row, kinds);
            }
        }
        Rows rows = sink -> {
            try (CsvReader reader = new CsvReader(open(file))) {
                reader.next();
                for (List<String> row = reader.next(); !row.isEmpty(); row = reader.next()) {
                    sink.accept(values(row, kinds));
                }
            }
        };
        Set<String> booleans = new LinkedHashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (kinds.get(i).equals(Set.of("boolean"))) {
                booleans.add(header.get(i));
            }
        }
        return new Table(name, header, booleans, rows);
    }

    /** Column names as a statement finds them: each once, none empty. */
    private static List<String> columns(List<String> header) {
        Set<String> out = new LinkedHashSet<>();
        for (String cell : header) {
            String base = cell.isBlank() ? "column" + (out.size() + 1) : cell.strip();
            String name = base;
            for (int i = 2; !out.add(name); i++) {
                name = base + "_" + i;
            }
        }
        if (out.isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The table has no header");
        }
        return List.copyOf(out);
    }

    private static void narrow(List<String> row, List<Set<String>> kinds) {
        for (int i = 0; i < Math.min(row.size(), kinds.size()); i++) {
            String cell = row.get(i).strip();
            if (!cell.isEmpty()) {
                kinds.get(i).removeIf(kind -> CellValues.plain(cell, kind).isEmpty());
            }
        }
    }

    private static List<JsonValue> values(List<String> row, List<Set<String>> kinds) {
        List<JsonValue> out = new ArrayList<>(kinds.size());
        for (int i = 0; i < kinds.size(); i++) {
            String cell = i < row.size() ? row.get(i) : "";
            if (cell.isBlank()) {
                out.add(JsonNull.NULL);
            } else if (kinds.get(i).isEmpty()) {
                out.add(new JsonString(cell));
            } else {
                String kind = kinds.get(i).iterator().next();
                out.add(CellValues.plain(cell.strip(), kind).orElseGet(() -> new JsonString(cell)));
            }
        }
        return out;
    }

    private static Table lines(String name, PayloadFile file) throws IOException {
        Set<String> columns = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        eachLine(
                file,
                object -> object.members().forEach((column, value) -> {
                    columns.add(column);
                    if (!value.isNull() && value.asBool().isEmpty()) {
                        others.add(column);
                    }
                }));
        if (columns.size() > CsvReader.MAX_COLUMNS) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The table has too many columns");
        }
        List<String> header = columns.isEmpty() ? List.of("column1") : List.copyOf(columns);
        Set<String> booleans = new LinkedHashSet<>(columns);
        booleans.removeAll(others);
        return new Table(
                name,
                header,
                booleans,
                sink -> eachLine(file, object -> {
                    List<JsonValue> row = new ArrayList<>(header.size());
                    header.forEach(column -> row.add(scalar(object.get(column).orElse(JsonNull.NULL))));
                    sink.accept(row);
                }));
    }

    private static JsonValue scalar(JsonValue value) {
        boolean nested = value.asObject().isPresent() || value.asArray().isPresent();
        return nested ? new JsonString(JsonCodec.writeString(value)) : value;
    }

    private static void eachLine(PayloadFile file, Consumer<JsonObject> sink) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            int c;
            do {
                c = reader.read();
                if (c >= 0 && c != '\n') {
                    line.append((char) c);
                } else if (!line.toString().isBlank()) {
                    sink.accept(JsonCodec.parseObject(line.toString().getBytes(StandardCharsets.UTF_8)));
                    line.setLength(0);
                }
                if (line.length() > MAX_LINE) {
                    throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "A line is longer than allowed");
                }
            } while (c >= 0);
        }
    }
}
