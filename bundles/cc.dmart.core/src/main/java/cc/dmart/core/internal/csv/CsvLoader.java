package cc.dmart.core.internal.csv;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.CsvImport;
import cc.dmart.api.service.CsvReport;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.service.ChangeCheck;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes in tables ({@code query.md} 8.3). The text is gone through once before anything is changed, so that one that is no table
 * changes nothing; then every row is a change of its own. Rows are read one by one. Thread-safe.
 */
final class CsvLoader {
    private static final int MAX_ROWS = 100_000;

    private final EntryStore store;
    private final EntryService entries;
    private final ChangeCheck checks;
    private final SchemaValidator schemas;

    CsvLoader(EntryStore store, EntryService entries, ChangeCheck checks, SchemaValidator schemas) {
        this.store = store;
        this.entries = entries;
        this.checks = checks;
        this.schemas = schemas;
    }

    /** Where rows go and what they must look like. */
    private record Target(Subpath subpath, Optional<String> schema, Optional<JsonObject> document) {}

    /** Does something with the record of a row. */
    private interface Use {
        void record(WireRecord record);
    }

    CsvReport load(Caller caller, CsvImport request) {
        if (store.find(Locator.ofSpace(request.space())).isEmpty()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_SPACE_NAME,
                    "Space name " + request.space() + " provided is empty or invalid [1]");
        }
        Target target = target(request);
        try {
            look(request, target);
            RequestType type = request.update() ? RequestType.UPDATE : RequestType.CREATE;
            if (request.allOrNone()) {
                CsvReport wrong = check(caller, request, target, type);
                if (!wrong.failures().isEmpty()) {
                    return wrong;
                }
            }
            return run(request, target, record -> {
                BatchResult result = entries.apply(caller, request.space(), type, List.of(record));
                if (!result.failed().isEmpty()) {
                    throw result.failed().get(0).error();
                }
            });
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The file cannot be read", e);
        }
    }

    /** Whether it is a table at all: header, encoding, quotes, bounds. */
    private void look(CsvImport request, Target target) throws IOException {
        try (CsvReader reader = new CsvReader(request.source().open())) {
            columns(reader, request, target);
            int rows = 0;
            while (!next(reader).isEmpty()) {
                if (++rows > MAX_ROWS) {
                    throw DmartException.Invalid.tooLarge("The file has more than " + MAX_ROWS + " rows");
                }
            }
        }
    }

    private static ImportColumns columns(CsvReader reader, CsvImport request, Target target) throws IOException {
        List<String> header = reader.next();
        if (header.isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The file has no header");
        }
        return new ImportColumns(header, request.type(), target.document);
    }

    /** The rows that could not be done, without doing any. */
    private CsvReport check(Caller caller, CsvImport request, Target target, RequestType type) throws IOException {
        Set<String> seen = new HashSet<>();
        CsvReport report = run(request, target, record -> {
            if (!request.update() && !record.shortname().equals(ImportColumns.AUTO) && !seen.add(record.shortname())) {
                throw DmartException.Conflict.alreadyExists(record.shortname());
            }
            checks.check(caller, request.space(), type, record);
        });
        return new CsvReport(0, report.failures());
    }

    private CsvReport run(CsvImport request, Target target, Use use) throws IOException {
        int done = 0;
        List<CsvReport.Failure> failures = new ArrayList<>();
        try (CsvReader reader = new CsvReader(request.source().open())) {
            ImportColumns columns = columns(reader, request, target);
            for (List<String> cells = next(reader); !cells.isEmpty(); cells = next(reader)) {
                String name = columns.shortname(cells);
                try {
                    use.record(record(request, target, name, columns.row(cells)));
                    done++;
                } catch (DmartException e) {
                    failures.add(new CsvReport.Failure(name, Math.min(e.status(), 500), e.text()));
                }
            }
        }
        return new CsvReport(done, failures);
    }

    /** The next row that says something; programs write rows of nothing but commas below the last one. */
    private static List<String> next(CsvReader reader) throws IOException {
        List<String> cells = reader.next();
        while (!cells.isEmpty() && cells.stream().allMatch(String::isBlank)) {
            cells = reader.next();
        }
        return cells;
    }

    private static WireRecord record(CsvImport request, Target target, String name, ImportColumns.Row row) {
        if (!Names.isShortname(name)) {
            throw CsvReader.wrong("The row has an illegal shortname");
        }
        if (request.update() && name.equals(ImportColumns.AUTO)) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "A row to update has no shortname");
        }
        JsonObject.Builder attributes = row.attributes().toBuilder();
        if (!request.update()) {
            attributes.remove(ImportColumns.VERSION); // a new entry has none to be held against
        }
        if (!request.update() && !attributes.has("is_active")) {
            attributes.put("is_active", true);
        }
        JsonObject body = row.body();
        if (!body.isEmpty()) {
            JsonObject.Builder payload = JsonObject.builder().put("content_type", "json");
            payload.putIfPresent("schema_shortname", target.schema);
            attributes.put("payload", payload.put("body", body).build());
        }
        return WireRecord.of(request.type(), name, target.subpath.wire(), attributes.build());
    }

    /** The last segment names a schema; if there is none of that name, the whole may be a folder ({@code http-api.md} 4.7). */
    private Target target(CsvImport request) {
        List<String> path = request.path();
        if (path.isEmpty()) {
            throw missing("");
        }
        String last = path.get(path.size() - 1);
        Optional<JsonObject> document = schemas.document(request.space(), last);
        if (document.isPresent()) {
            Subpath subpath = Subpath.parse(String.join("/", path.subList(0, path.size() - 1)), request.type());
            return new Target(subpath, Optional.of(last), document);
        }
        Subpath whole = Subpath.parse(String.join("/", path), request.type());
        if (!exists(request, whole)) {
            throw missing(last);
        }
        return new Target(whole, Optional.empty(), Optional.empty());
    }

    /** Rows go into a folder or the root, attachments to an entry. */
    private boolean exists(CsvImport request, Subpath whole) {
        if (whole.isRoot()) {
            return !request.type().isAttachment();
        }
        Optional<Locator> folder = Locator.ofFolder(request.space(), whole);
        return request.type().isAttachment()
                ? folder.flatMap(at -> store.findByName(at.space(), at.subpath(), at.shortname()))
                        .isPresent()
                : folder.flatMap(store::find).isPresent();
    }

    private static DmartException missing(String schema) {
        return new DmartException.NotFound(
                ErrorType.DB, ErrorCode.OBJECT_NOT_FOUND, "Schema " + schema + " is not available");
    }

    /** Types that rows may have: all that stand in a space. */
    static boolean isLoadable(ResourceType type) {
        return type != ResourceType.SPACE;
    }
}
