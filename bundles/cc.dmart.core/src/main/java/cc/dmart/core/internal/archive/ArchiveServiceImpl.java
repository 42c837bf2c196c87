package cc.dmart.core.internal.archive;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.ArchiveFile;
import cc.dmart.api.service.ArchiveService;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ArchiveStore;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.imports.EntryImporter;
import cc.dmart.core.internal.query.QueryRows;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@link ArchiveService}: a query out, an archive in. Nothing is shared between requests. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ArchiveServiceImpl implements ArchiveService {
    /** Types whose rows are the entries that the caller may see; those of others are lines, groups and tags. */
    private static final Set<String> OF_ENTRIES = Stream.of(
                    QueryType.SEARCH,
                    QueryType.SUBPATH,
                    QueryType.REPORTS,
                    QueryType.RANDOM,
                    QueryType.ATTACHMENTS,
                    QueryType.SPACES)
            .map(QueryType::wire)
            .collect(Collectors.toUnmodifiableSet());

    private final EntryStore store;
    private final ArchiveStore archives;
    private final AccessPolicy access;
    private final QueryRows rows;
    private final EntryImporter importer;
    private final ManagementSpace management;
    private final ArchiveLimits limits;
    private volatile Report latest = new Report();

    /** The component. */
    @Activate
    public ArchiveServiceImpl(
            @Reference EntryStore store,
            @Reference ArchiveStore archives,
            @Reference AccessPolicy access,
            @Reference QueryRows rows,
            @Reference EntryImporter importer,
            CoreConfig config) {
        this.store = store;
        this.archives = archives;
        this.access = access;
        this.rows = rows;
        this.importer = importer;
        management = new ManagementSpace(new SpaceName(config.management_space()));
        limits = new ArchiveLimits(config.zip_max_entries(), config.zip_max_bytes());
    }

    @Override
    public ArchiveFile export(Caller caller, JsonObject query, boolean includeSecrets) {
        SpaceName space = query.string("space_name")
                .filter(Names::isSpaceName)
                .map(SpaceName::new)
                .filter(name -> store.find(Locator.ofSpace(name)).isPresent())
                .orElseThrow(() -> DmartException.Invalid.request(
                        ErrorCode.INVALID_SPACE_NAME,
                        "Space name " + query.string("space_name").orElse("") + " provided is empty or invalid"));
        JsonObject whole = complete(query);
        QueryRows.Rows found = rows.rows(caller, whole);
        boolean entries = whole.string("type").filter(OF_ENTRIES::contains).isPresent();
        boolean secrets = includeSecrets && access.isSuper(caller);
        AuditTrail.administered(
                caller,
                "export",
                JsonObject.builder()
                        .put("space_name", space.value())
                        .put("with_secrets", secrets)
                        .build());
        return new ArchiveFile(
                space + ".zip",
                out -> new Export(store, archives, access, caller, space, secrets, !entries).write(found, out));
    }

    /** A space is enough; payloads are read from their files. What only shapes records counts for nothing. */
    private static JsonObject complete(JsonObject query) {
        JsonObject.Builder out = query.without("jq_filter").without("join").toBuilder()
                .put("retrieve_json_payload", false)
                .put("retrieve_attachments", false);
        absent(query, out, "type", new JsonString("search"));
        absent(query, out, "subpath", new JsonString("/"));
        absent(query, out, "limit", JsonNumber.of(-1));
        return out.build();
    }

    private static void absent(JsonObject query, JsonObject.Builder out, String name, JsonValue value) {
        if (query.get(name).filter(v -> !v.isNull()).isEmpty()) {
            out.put(name, value);
        }
    }

    @Override
    public void requireLoad(Caller caller) {
        if (!access.isSuper(caller)) {
            throw AuditTrail.refusal(caller, "import");
        }
    }

    @Override
    public JsonObject load(Caller caller, InputStream zip) {
        requireLoad(caller);
        Report report = new Report();
        latest = report;
        report.is(Report.State.CHECKING);
        boolean done = false;
        try (StagedSpaces staged = archives.stage(zip, limits)) {
            report.expects(staged.entries());
            report.is(Report.State.STORING);
            new Import(store, importer, access, management, staged, report).run(caller);
            done = true;
            AuditTrail.administered(
                    caller, "import", report.json().without("failed").without("gained_by_groups"));
            return report.json();
        } finally {
            report.is(done ? Report.State.DONE : Report.State.FAILED);
            access.invalidate();
        }
    }

    @Override
    public JsonObject progress(Caller caller) {
        if (!access.isSuper(caller)) {
            throw DmartException.Forbidden.denied();
        }
        return latest.progress();
    }
}
