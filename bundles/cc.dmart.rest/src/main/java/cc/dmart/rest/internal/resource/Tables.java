package cc.dmart.rest.internal.resource;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.CsvFile;
import cc.dmart.api.service.CsvImport;
import cc.dmart.api.service.CsvReport;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.payload.FileForm;
import cc.dmart.rest.internal.payload.FileReply;
import cc.dmart.rest.internal.payload.WaitingFolder;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Saved queries and tables ({@code http-api.md} 4.7, 4.8, 4.13). Thread-safe. */
@Component(service = Tables.class, configurationPid = RestConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Tables {
    private static final String CSV = "text/csv; charset=utf-8";
    private static final int TASK = 2;
    private static final int SPACE = 3;
    private static final int PATH = 4;

    private final Backend backend;
    private final WaitingFolder folder;
    private final long limit;

    /** Tables of at most {@code max_upload_size} bytes come in. */
    @Activate
    public Tables(@Reference Backend backend, RestConfig config) {
        this.backend = backend;
        this.folder = WaitingFolder.of(config.data());
        this.limit = config.max_upload_size();
    }

    Response execute(Exchange exchange, boolean isPublic) throws IOException {
        List<String> path = exchange.path().segments();
        if (!path.get(TASK).equals("query")) {
            throw DmartException.Invalid.request(ErrorCode.NOT_SUPPORTED_TYPE, "This task type is not supported");
        }
        SpaceName space = EntryPath.space(path.get(SPACE));
        JsonObject record = JsonBody.read(exchange.request());
        return Replies.json(WireWriter.query(backend.savedQueries().run(exchange.reader(), space, record, isPublic)));
    }

    Response export(Exchange exchange) throws IOException {
        JsonObject query = JsonBody.read(exchange.request());
        return send(exchange, backend.tables().export(exchange.reader(), query));
    }

    Response exportSaved(Exchange exchange) throws IOException {
        JsonObject body = JsonBody.read(exchange.request());
        SpaceName space = EntryPath.space(exchange.path().segments().get(TASK));
        return send(exchange, backend.tables().exportSaved(exchange.reader(), space, body));
    }

    private static Response send(Exchange exchange, CsvFile file) {
        return FileReply.of(exchange, CSV, file.name(), file::writeTo);
    }

    Response load(Exchange exchange) throws IOException {
        List<String> path = exchange.path().segments();
        if (path.size() <= PATH) {
            throw Errors.noRoute();
        }
        ResourceType type = ResourceType.of(path.get(TASK))
                .orElseThrow(() -> DmartException.Invalid.field(
                        List.of("path", "resource_type"), "Input is not a known value", "enum"));
        QueryString query = QueryString.parse(exchange.request().getQueryString());
        try (FileForm form = FileForm.read(exchange.request(), "resources_file", folder, limit)) {
            CsvReport report = backend.tables()
                    .load(
                            exchange.writer(),
                            new CsvImport(
                                    type,
                                    EntryPath.space(path.get(SPACE)),
                                    path.subList(PATH, path.size()),
                                    query.flag("is_update"),
                                    query.flag("all_or_none"),
                                    form::open));
            return Replies.json(WireWriter.attributes(report(report)));
        }
    }

    private static JsonObject report(CsvReport report) {
        List<JsonValue> failed = new ArrayList<>();
        for (CsvReport.Failure failure : report.failures()) {
            failed.add(JsonObject.builder()
                    .put(failure.shortname(), Integer.toString(failure.status()))
                    .put("error", failure.error())
                    .build());
        }
        return JsonObject.builder()
                .put("success_count", report.successes())
                .put("failed_shortnames", new JsonArray(failed))
                .build();
    }

    /** A bare array of rows, the only reply without an envelope beside entries; the clients want it so. */
    Response dataAsset(Exchange exchange) throws IOException {
        JsonObject request = JsonBody.read(exchange.request());
        boolean texts = QueryString.parse(exchange.request().getQueryString()).flag("stringify");
        DataAssetResult result = backend.dataAssets().query(exchange.reader(), request);
        List<JsonValue> rows = new ArrayList<>(result.rows().size());
        result.rows().forEach(row -> rows.add(texts ? row.mapValues(Tables::asText) : row));
        return Response.ok(JsonCodec.write(new JsonArray(rows)), MediaType.APPLICATION_JSON_TYPE)
                .header("X-Truncated", result.truncated())
                .build();
    }

    private static JsonValue asText(JsonValue value) {
        return value.isNull()
                ? new JsonString("")
                : value instanceof JsonString ? value : new JsonString(JsonCodec.writeString(value));
    }
}
