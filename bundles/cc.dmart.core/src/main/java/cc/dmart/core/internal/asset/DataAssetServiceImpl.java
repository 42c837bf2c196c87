package cc.dmart.core.internal.asset;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine;
import cc.dmart.api.service.DataAssetService;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@link DataAssetService}: asks for permission, finds the attachments, and leaves the SQL to an engine that may be dropped in.
 * Thread-safe.
 */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DataAssetServiceImpl implements DataAssetService {
    private static final Set<ResourceType> TYPES = EnumSet.of(
            ResourceType.CSV, ResourceType.JSONL, ResourceType.PARQUET, ResourceType.SQLITE, ResourceType.DUCKDB);
    private static final Set<ResourceType> DATABASES = EnumSet.of(ResourceType.SQLITE, ResourceType.DUCKDB);
    private static final Set<ResourceType> ROWS = EnumSet.of(ResourceType.CSV, ResourceType.JSONL);
    private static final int MAX_SQL = 16_384;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DataAssetEngine engine;

    private final EntryService entries;
    private final EntryStore store;
    private final PayloadStore payloads;
    private final AccessPolicy access;
    private final RowCheck rows;
    private final boolean enabled;
    private final DataAssetEngine.Limits limits;

    /** With the settings {@code data_assets_enabled}, {@code data_asset_timeout_ms} and {@code data_asset_max_rows}. */
    @Activate
    public DataAssetServiceImpl(
            @Reference EntryService entries,
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference AccessPolicy access,
            @Reference SchemaValidator schemas,
            CoreConfig config) {
        this.entries = entries;
        this.store = store;
        this.payloads = payloads;
        this.access = access;
        rows = new RowCheck(schemas);
        enabled = config.data_assets_enabled();
        limits = new DataAssetEngine.Limits(config.data_asset_timeout_ms(), config.data_asset_max_rows());
    }

    @Override
    public DataAssetResult query(Caller caller, JsonObject request) {
        DataAssetEngine used = engine;
        if (!enabled || used == null) {
            throw unavailable();
        }
        long begun = System.nanoTime();
        ResourceType type = type(request, "data_asset_type");
        if (!TYPES.contains(type)) {
            throw wrong("data_asset_type", "Input is not a known value", "enum");
        }
        List<String> names = names(request);
        if (DATABASES.contains(type) && names.size() != 1) {
            throw wrong("filter_data_assets", "List should have exactly 1 item", "value_error");
        }
        String sql = text(request, "query_string");
        if (sql.length() > MAX_SQL) {
            throw wrong("query_string", "String should have at most " + MAX_SQL + " characters", "string_too_long");
        }
        if (!used.opens(type)) {
            throw unavailable();
        }
        List<StoredEntry> found = find(caller, request, type, names);
        List<DataAssetEngine.Asset> assets = read(found, begun + TimeUnit.MILLISECONDS.toNanos(limits.millis()));
        long left = limits.millis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        return used.run(type, assets, sql, new DataAssetEngine.Limits((int) Math.max(1, left), limits.rows()));
    }

    private static DmartException unavailable() {
        return DmartException.Invalid.request(ErrorCode.NOT_ALLOWED, "Data assets are not available");
    }

    private List<StoredEntry> find(Caller caller, JsonObject request, ResourceType type, List<String> names) {
        Locator parent = Locator.of(
                text(request, "space_name"),
                text(request, "subpath"),
                text(request, "shortname"),
                type(request, "resource_type"));
        entries.view(caller, parent, ViewOptions.META);
        List<StoredEntry> out = new ArrayList<>();
        for (StoredEntry one : store.attachments(parent, Set.of(type))) {
            if (names.isEmpty() || names.contains(one.at().shortname().value())) {
                access.require(caller, ActionType.VIEW, AccessTarget.of(one.entry()));
                out.add(one);
            }
        }
        if (out.isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.OBJECT_NOT_FOUND, "There is no such data asset");
        }
        return out;
    }

    private PayloadFile file(StoredEntry asset) {
        return payloads.open(asset)
                .orElseThrow(() -> new DmartException.NotFound(
                        ErrorType.DB, ErrorCode.INVALID_DATA, "The file of the asset is missing"));
    }

    private List<DataAssetEngine.Asset> read(List<StoredEntry> found, long end) {
        List<DataAssetEngine.Asset> out = new ArrayList<>();
        try {
            for (StoredEntry asset : found) {
                PayloadFile file = file(asset);
                if (ROWS.contains(asset.at().type())) {
                    rows.check(asset, file, end);
                }
                out.add(new DataAssetEngine.Asset(asset.at().shortname().value(), file));
            }
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The file of the asset cannot be read", e);
        }
        return out;
    }

    private static List<String> names(JsonObject request) {
        JsonValue given = request.get("filter_data_assets").orElse(JsonNull.NULL);
        if (given.isNull()) {
            return List.of();
        }
        JsonArray array = given.asArray()
                .orElseThrow(() -> wrong("filter_data_assets", "Input should be a valid list", "list_type"));
        if (array.strings().size() != array.size()) {
            throw wrong("filter_data_assets", "Input should be a valid string", "string_type");
        }
        return array.strings();
    }

    private static ResourceType type(JsonObject request, String name) {
        return ResourceType.of(text(request, name))
                .orElseThrow(() -> wrong(name, "Input is not a known value", "enum"));
    }

    private static String text(JsonObject request, String name) {
        Optional<JsonValue> value = request.get(name).filter(v -> !v.isNull());
        if (value.isEmpty()) {
            throw wrong(name, "Field required", "missing");
        }
        return value.get().asString().orElseThrow(() -> wrong(name, "Input should be a valid string", "string_type"));
    }

    private static DmartException wrong(String name, String message, String kind) {
        return DmartException.Invalid.field(List.of("body", name), message, kind);
    }
}
