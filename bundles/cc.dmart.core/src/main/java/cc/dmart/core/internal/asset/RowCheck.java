package cc.dmart.core.internal.asset;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.csv.CsvReader;
import cc.dmart.core.internal.csv.ImportColumns;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks the rows of comma separated values and of JSON lines against the schema of their attachment, cells as a table that is
 * imported has them. Thread-safe.
 */
final class RowCheck {
    private static final int MAX_LINE = 1 << 20;
    private static final String BODY = "payload.body.";

    private final SchemaValidator schemas;

    RowCheck(SchemaValidator schemas) {
        this.schemas = schemas;
    }

    /**
     * Checks every row; without a schema none.
     *
     * @param end as {@link System#nanoTime()} counts
     * @throws DmartException.Invalid {@code E(400,validation,422)} for a row that breaks the schema, {@code E(400,request,402)}
     *                                for one that is none or if it takes until the end
     */
    void check(StoredEntry asset, PayloadFile file, long end) throws IOException {
        Optional<String> schema =
                asset.entry().payload().flatMap(p -> p.schemaShortname()).filter(s -> !s.isEmpty());
        if (schema.isEmpty()) {
            return;
        }
        SpaceName space = asset.at().space();
        Consumer<JsonObject> row = body -> {
            Deadline.check();
            if (System.nanoTime() - end > 0) {
                throw wrong("The rows of the asset take too long to check");
            }
            schemas.validate(space, schema.get(), body);
        };
        try (InputStream in = Channels.newInputStream(file.open())) {
            if (asset.at().type() == ResourceType.CSV) {
                cells(in, schemas.document(space, schema.get()), row);
            } else {
                lines(in, row);
            }
        }
    }

    private static void cells(InputStream in, Optional<JsonObject> schema, Consumer<JsonObject> row)
            throws IOException {
        try (CsvReader reader = new CsvReader(in)) {
            List<String> header = reader.next().stream()
                    .map(name -> name.isBlank() ? "" : BODY + name.strip())
                    .toList();
            ImportColumns columns = new ImportColumns(header, ResourceType.CSV, schema);
            for (List<String> cells = reader.next(); !cells.isEmpty(); cells = reader.next()) {
                row.accept(columns.row(cells).body());
            }
        }
    }

    private static void lines(InputStream in, Consumer<JsonObject> row) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        int c;
        do {
            c = reader.read();
            if (c >= 0 && c != '\n') {
                line.append((char) c);
            } else if (!line.toString().isBlank()) {
                row.accept(object(line.toString()));
                line.setLength(0);
            }
            if (line.length() > MAX_LINE) {
                throw wrong("A line of the asset is longer than allowed");
            }
        } while (c >= 0);
    }

    private static JsonObject object(String line) {
        try {
            return JsonCodec.parseObject(line.getBytes(StandardCharsets.UTF_8));
        } catch (DmartException.Invalid e) {
            throw wrong("A line of the asset is no JSON object");
        }
    }

    private static DmartException wrong(String message) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, message);
    }
}
