package cc.dmart.core.internal.csv;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.CsvFile;
import cc.dmart.api.service.CsvImport;
import cc.dmart.api.service.CsvReport;
import cc.dmart.api.service.CsvService;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.entry.service.ChangeCheck;
import cc.dmart.core.internal.query.QueryRows;
import cc.dmart.core.internal.query.SavedQueries;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.time.ZoneId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@link CsvService} over queries and the change pipeline. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CsvServiceImpl implements CsvService {
    private final CsvExport export;
    private final CsvLoader loader;

    /** With the settings {@code timezone} and {@code csv_escape_formulas}. */
    @Activate
    public CsvServiceImpl(
            @Reference EntryStore store,
            @Reference QueryRows queries,
            @Reference SavedQueries saved,
            @Reference EntryService entries,
            @Reference ChangeCheck checks,
            @Reference SchemaValidator schemas,
            CoreConfig config) {
        loader = new CsvLoader(store, entries, checks, schemas);
        export = new CsvExport(queries, saved, entries, ZoneId.of(config.timezone()), config.csv_escape_formulas());
    }

    @Override
    public CsvFile export(Caller caller, JsonObject query) {
        return export.ofFolder(caller, query);
    }

    @Override
    public CsvFile exportSaved(Caller caller, SpaceName space, JsonObject request) {
        return export.ofSaved(caller, space, request);
    }

    @Override
    public CsvReport load(Caller caller, CsvImport request) {
        if (!CsvLoader.isLoadable(request.type())) {
            throw DmartException.Invalid.request(
                    ErrorCode.NOT_SUPPORTED_TYPE,
                    "Rows cannot be " + request.type().wire());
        }
        return loader.load(caller, request);
    }
}
