package cc.dmart.core.internal.csv;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.schema.SchemaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each column of a header means: a field of the meta or a path of the payload ({@code query.md} 8.3). The columns of an
 * export lead back to where they came from. Thread-safe.
 */
public final class ImportColumns {
    private static final int MAX_DEPTH = 30;
    /** Stands for a name that the server makes. */
    static final String AUTO = "auto";

    /** The version that an update of the row is held against. */
    static final String VERSION = "last_checksum_history";

    private static final Set<String> NEVER =
            Set.of("created_at", "updated_at", "owner_shortname", "query_policies", "acl", "payload");
    private static final Set<MetaField.Kind> LISTS_BY_NAME =
            Set.of(MetaField.Kind.SUBPATHS, MetaField.Kind.VALUES_BY_PATH);
    private static final Set<String> OF_EXPORT = Set.of("resource_type", "subpath", "space_name");

    private interface Column {
        void put(String cell, Row row);
    }

    private final List<Column> columns = new ArrayList<>();
    private final MetaClass meta;
    private final Optional<SchemaTypes> schema;
    private final int shortnameAt;

    /**
     * The meaning of a header.
     *
     * @throws DmartException.Invalid {@code E(400,request,202)} if no cell of it has a name, 402 for a name that is none
     */
    public ImportColumns(List<String> header, ResourceType type, Optional<JsonObject> schema) {
        this.meta = MetaClass.of(type);
        this.schema = schema.map(SchemaTypes::new);
        header.forEach(name -> columns.add(column(name.strip())));
        shortnameAt = header.stream().map(String::strip).toList().indexOf("shortname");
        if (header.stream().allMatch(String::isBlank)) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The file has no header");
        }
    }

    /** One row in the making. Not thread-safe. */
    public static final class Row {
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private final Map<String, Object> body = new LinkedHashMap<>();

        JsonObject attributes() {
            return object(attributes);
        }

        /** What belongs to the payload. */
        public JsonObject body() {
            return object(body);
        }

        private static JsonObject object(Map<String, Object> tree) {
            JsonObject.Builder out = JsonObject.builder();
            tree.forEach((name, value) -> out.put(name, value instanceof JsonValue json ? json : object(cast(value))));
            return out.build();
        }

        @SuppressWarnings("unchecked") // only maps of this kind are put there
        private static Map<String, Object> cast(Object value) {
            return (Map<String, Object>) value;
        }

        private static void put(Map<String, Object> tree, List<String> path, JsonValue value) {
            Map<String, Object> at = tree;
            for (String name : path.subList(0, path.size() - 1)) {
                Object inner = at.computeIfAbsent(name, n -> new LinkedHashMap<String, Object>());
                if (inner instanceof JsonValue) {
                    throw CsvReader.wrong("Column " + String.join(".", path) + " contradicts another one");
                }
                at = cast(inner);
            }
            if (at.putIfAbsent(path.get(path.size() - 1), value) != null) {
                throw CsvReader.wrong("Column " + String.join(".", path) + " contradicts another one");
            }
        }
    }

    /** Puts the cells of a row where they belong; empty ones are left out. @throws DmartException.Invalid {@code E(400,request,402)} */
    public Row row(List<String> cells) {
        Row out = new Row();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (i >= columns.size() && !cell.isBlank()) {
                throw CsvReader.wrong("The row has more cells than the header");
            }
            if (i < columns.size() && !cell.isBlank()) {
                columns.get(i).put(cell, out);
            }
        }
        return out;
    }

    /** The shortname that a row gives itself, whatever else is in it; {@code auto} if none. */
    String shortname(List<String> cells) {
        String name = shortnameAt < 0 || shortnameAt >= cells.size()
                ? ""
                : cells.get(shortnameAt).strip();
        return name.isEmpty() ? AUTO : name;
    }

    private Column column(String name) {
        if (name.isEmpty()) {
            return (cell, row) -> {};
        }
        List<String> path = List.of(name.split("\\.", -1));
        if (path.contains("") || path.size() > MAX_DEPTH) {
            throw CsvReader.wrong("The header has an illegal name");
        }
        String first = path.get(0);
        if (name.equals("shortname")) {
            return (cell, row) -> {}; // taken by itself
        }
        if (name.equals(VERSION)) {
            return (cell, row) -> Row.put(row.attributes, path, new JsonString(cell.strip()));
        }
        if (path.size() > 2 && first.equals("payload") && path.get(1).equals("body")) {
            return body(name, path.subList(2, path.size()));
        }
        boolean declared = schema.isPresent() && !schema.get().at(path).isEmpty();
        if (NEVER.contains(first) || (OF_EXPORT.contains(name) && !declared)) {
            return (cell, row) -> {};
        }
        Optional<MetaField> field = meta.field(first);
        return field.isPresent() ? ofMeta(name, path, field.get()) : body(name, path);
    }

    private Column body(String name, List<String> path) {
        List<JsonObject> declared = schema.map(s -> s.at(path)).orElse(List.of());
        Set<String> types = schema.map(s -> s.types(declared)).orElse(Set.of());
        Set<String> elements = schema.map(s -> s.types(s.items(declared))).orElse(Set.of());
        return (cell, row) -> Row.put(
                row.body,
                path,
                CellValues.of(cell, types, elements).orElseThrow(() -> mismatch(name, String.join(" or ", types))));
    }

    private static Column ofMeta(String name, List<String> path, MetaField field) {
        return (cell, row) -> Row.put(row.attributes, path, value(name, path.size() > 1, field, cell));
    }

    private static JsonValue value(String name, boolean nested, MetaField field, String cell) {
        return switch (field.kind()) {
            case BOOL -> CellValues.bool(cell.strip()).orElseThrow(() -> mismatch(name, "boolean"));
            case INTEGER ->
                CellValues.of(cell, Set.of("integer"), Set.of())
                        .filter(JsonNumber.class::isInstance)
                        .orElseThrow(() -> mismatch(name, "integer"));
            case STRINGS, LANGUAGES, RESOURCE_TYPES, ACTIONS, CONDITIONS -> CellValues.words(cell);
            case TRANSLATION,
                    STRING_MAP,
                    SUBPATHS,
                    OBJECT,
                    OBJECTS,
                    ACL,
                    PAYLOAD,
                    REPORTER,
                    LOCATOR,
                    VALUES_BY_PATH -> {
                if (nested) {
                    yield LISTS_BY_NAME.contains(field.kind()) ? CellValues.words(cell) : new JsonString(cell);
                }
                yield CellValues.json(cell)
                        .filter(v -> !(v instanceof JsonString))
                        .orElseThrow(() -> mismatch(name, "object"));
            }
            default -> new JsonString(cell.strip());
        };
    }

    private static DmartException mismatch(String column, String expected) {
        return CsvReader.wrong("Column " + column + " should be " + expected);
    }
}
