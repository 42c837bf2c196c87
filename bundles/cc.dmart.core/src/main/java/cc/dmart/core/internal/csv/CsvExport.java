package cc.dmart.core.internal.csv;

import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.CsvFile;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.query.QueryRows;
import cc.dmart.core.internal.query.SavedQueries;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tables of answers ({@code query.md} 8.1, 8.2). The rows are gone through twice, since a column that no row fills is left out
 * before the first line is written. Thread-safe.
 */
final class CsvExport {
    private static final List<String> HEAD = List.of("resource_type", "shortname", "subpath", "uuid");

    /** Names of columns come from payloads. */
    static final int MOST_COLUMNS = 16_384;

    private static final int MOST_CHARACTERS = 1 << 20;

    private final QueryRows queries;
    private final SavedQueries saved;
    private final EntryService entries;
    private final Cells cells;
    private final boolean guarded;

    CsvExport(QueryRows queries, SavedQueries saved, EntryService entries, ZoneId zone, boolean guarded) {
        this.queries = queries;
        this.saved = saved;
        this.entries = entries;
        this.cells = new Cells(zone);
        this.guarded = guarded;
    }

    private record Column(String key, String title) {}

    /** The table of a query, with the columns of its folder if it has some. */
    CsvFile ofFolder(Caller caller, JsonObject query) {
        return ofFolder(caller, query, false);
    }

    private CsvFile ofFolder(Caller caller, JsonObject query, boolean someMust) {
        JsonObject whole = query.toBuilder()
                .put("retrieve_attachments", true)
                .put("retrieve_json_payload", true)
                .build();
        QueryRows.Rows rows = queries.rows(caller, whole);
        List<Column> columns = folder(caller, query).map(CsvExport::columns).orElse(List.of());
        if (rows.shaped().isPresent()) {
            return shaped(query, rows.shaped().get(), columns, someMust);
        }
        return columns.isEmpty() ? generic(query, rows, someMust) : chosen(query, rows, columns, someMust);
    }

    /** The table of a saved query, with every attribute; old clients send a query instead, which is about the space. */
    CsvFile ofSaved(Caller caller, SpaceName space, JsonObject request) {
        if (request.has("type") && !request.has("shortname")) {
            return ofFolder(caller, request.with("space_name", new JsonString(space.value())), true);
        }
        SavedQueries.Found found = saved.rows(caller, space, request);
        Optional<JsonArray> shaped = found.rows().shaped();
        return shaped.isPresent()
                ? shaped(found.query(), shaped.get(), List.of(), true)
                : generic(found.query(), found.rows(), true);
    }

    /** What a filter made: a row for each value, with the columns of the folder if all have some, else those that they have. */
    private CsvFile shaped(JsonObject query, JsonArray values, List<Column> columns, boolean someMust) {
        require(!someMust || values.size() > 0);
        List<JsonObject> rows = new ArrayList<>();
        values.forEach(value -> rows.add(value.asObject()
                .orElseGet(() -> JsonObject.builder().put("value", value).build())));
        List<Column> filled = columns.stream()
                .filter(c -> rows.isEmpty() || rows.stream().anyMatch(row -> isFilled(row, c)))
                .toList();
        boolean all = rows.stream().allMatch(row -> filled.stream().anyMatch(c -> isFilled(row, c)));
        List<Column> kept = all ? filled : own(rows);
        List<String> header = kept.stream().map(Column::title).toList();
        return new Table(fileName(query), header, csv -> {
            for (JsonObject row : rows) {
                csv.row(kept.stream().map(c -> cells.cell(row, c.key)).toList());
            }
        });
    }

    private boolean isFilled(JsonObject row, Column column) {
        return !cells.cell(row, column.key).isEmpty();
    }

    private List<Column> own(List<JsonObject> rows) {
        Keys keys = new Keys();
        rows.forEach(row -> keys.add(cells.all(row).keySet()));
        return keys.all.stream().map(key -> new Column(key, key)).toList();
    }

    /** The payload of the folder that the query names; empty if there is none or the caller may not view it. */
    private Optional<JsonObject> folder(Caller caller, JsonObject query) {
        Subpath subpath = Subpath.parseAny(query.string("subpath").orElse("/"));
        Optional<Locator> at =
                Locator.ofFolder(new SpaceName(query.string("space_name").orElse("")), subpath);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        try {
            return entries.view(caller.silently(), at.get(), new ViewOptions(true, false, Set.of()))
                    .meta()
                    .object("payload")
                    .flatMap(p -> p.get("body"))
                    .map(JsonCodec::materialize)
                    .flatMap(JsonValue::asObject);
        } catch (DmartException.NotFound | DmartException.Forbidden e) {
            return Optional.empty();
        }
    }

    private static List<Column> columns(JsonObject folder) {
        JsonArray own = folder.array("csv_columns").orElse(JsonArray.EMPTY);
        JsonArray list = own.size() > 0 ? own : folder.array("index_attributes").orElse(JsonArray.EMPTY);
        List<Column> out = new ArrayList<>();
        for (JsonValue item : list) {
            Optional<String> key = item.asString().or(() -> item.asObject().flatMap(o -> o.string("key")));
            key.filter(k -> !k.isBlank()).ifPresent(k -> {
                String title = item.asObject().flatMap(o -> o.string("name")).orElse(k);
                out.add(new Column(k.strip(), title.isEmpty() ? k : title));
            });
        }
        return out;
    }

    private CsvFile chosen(JsonObject query, QueryRows.Rows rows, List<Column> columns, boolean someMust) {
        boolean[] filled = new boolean[columns.size()];
        boolean[] any = {false};
        rows.each(row -> {
            any[0] = true;
            for (int i = 0; i < filled.length; i++) {
                filled[i] = filled[i] || !cells.cell(row, columns.get(i).key).isEmpty();
            }
        });
        require(!someMust || any[0]);
        List<Column> kept = new ArrayList<>();
        for (int i = 0; i < filled.length; i++) {
            if (filled[i] || !any[0]) {
                kept.add(columns.get(i));
            }
        }
        List<String> header = kept.stream().map(Column::title).toList();
        return new Table(
                fileName(query),
                header,
                csv -> rows.each(row ->
                        csv.row(kept.stream().map(c -> cells.cell(row, c.key)).toList())));
    }

    private CsvFile generic(JsonObject query, QueryRows.Rows rows, boolean someMust) {
        Keys found = new Keys();
        boolean[] any = {false};
        rows.each(row -> {
            any[0] = true;
            found.add(cells.all(row).keySet());
        });
        Set<String> keys = found.all;
        require(!someMust || any[0]);
        List<String> header = new ArrayList<>(HEAD);
        header.addAll(keys);
        return new Table(
                fileName(query),
                header,
                csv -> rows.each(row -> {
                    Map<String, String> all = cells.all(row);
                    List<String> line = new ArrayList<>(header.size());
                    HEAD.forEach(key -> line.add(cells.cell(row, key)));
                    keys.forEach(key -> line.add(all.getOrDefault(key, "")));
                    csv.row(line);
                }));
    }

    private static void require(boolean found) {
        if (!found) {
            throw new DmartException.Invalid(
                    400, ErrorType.MEDIA, ErrorCode.OBJECT_NOT_FOUND, "The query finds nothing", List.of());
        }
    }

    /** The columns of all rows, no more than a table may have. For one thread. */
    private static final class Keys {
        private final Set<String> all = new TreeSet<>(IndexMatcher::compareCodePoints);
        private long characters;

        void add(Set<String> ofRow) {
            for (String key : ofRow) {
                characters += all.add(key) ? key.length() : 0;
                if (all.size() > MOST_COLUMNS || characters > MOST_CHARACTERS) {
                    throw new DmartException.Invalid(
                            400,
                            ErrorType.QUERY,
                            ErrorCode.SOMETHING_WRONG,
                            "The table has more than " + MOST_COLUMNS + " columns, or their names are too long",
                            List.of());
                }
            }
        }
    }

    private static String fileName(JsonObject query) {
        String subpath = Subpath.parseAny(query.string("subpath").orElse("/")).slashed();
        return query.string("space_name").orElse("") + "_" + subpath.replace('/', '_') + ".csv";
    }

    /** Writes all lines but the first. */
    private interface Lines {
        void writeTo(CsvWriter csv) throws IOException;
    }

    private final class Table implements CsvFile {
        private final String name;
        private final List<String> header;
        private final Lines lines;

        Table(String name, List<String> header, Lines lines) {
            this.name = name;
            this.header = List.copyOf(header);
            this.lines = lines;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            CsvWriter csv = new CsvWriter(out, guarded);
            csv.row(header);
            lines.writeTo(csv);
            csv.flush();
        }
    }
}
