package cc.dmart.core.internal.health;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.HealthCheckService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.event.InstalledPlugins;
import cc.dmart.core.internal.feed.DocumentBuilder;
import cc.dmart.core.internal.feed.LeafCaps;
import cc.dmart.core.internal.health.Issue.Part;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link HealthCheckService} over a walk of the store; one check runs at a time. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HealthCheckImpl implements HealthCheckService {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheckImpl.class);
    private static final String ADMIN = "dmart";
    private static final Subpath FOLDER = new Subpath("health_check");
    private static final Shortname DUPLICATES = new Shortname("duplicated_entries");
    private static final int THREADS =
            Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));

    private final EntryStore store;
    private final EntryIndex index;
    private final SchemaValidator schemas;
    private final EntryService entries;
    private final InstalledPlugins plugins;
    private final SpaceName management;
    private final DocumentBuilder documents;
    private final ReentrantLock running = new ReentrantLock();

    /** The component. */
    @Activate
    public HealthCheckImpl(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference SchemaValidator schemas,
            @Reference EntryService entries,
            @Reference InstalledPlugins plugins,
            CoreConfig config) {
        this.store = store;
        this.index = index;
        this.schemas = schemas;
        this.entries = entries;
        this.plugins = plugins;
        management = new SpaceName(config.management_space());
        documents = new DocumentBuilder(ZoneId.of(config.timezone()), LeafCaps.of(config));
    }

    @Override
    public void requireAllowed(Caller caller) {
        if (!caller.user().equals(ADMIN)) {
            AuditTrail.denied(caller, "health check");
            throw new DmartException.Forbidden(
                    401, ErrorType.ACCESS, ErrorCode.NOT_ALLOWED, "You don't have permission to this action");
        }
    }

    @Override
    public JsonObject check(Caller caller, String space, Depth depth) {
        requireAllowed(caller);
        if (!Names.isSpaceName(space)
                || store.find(Locator.ofSpace(new SpaceName(space))).isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_SPACE_NAME, "Space " + space + " does not exist");
        }
        begin();
        try {
            return run(new SpaceName(space), depth);
        } finally {
            running.unlock();
        }
    }

    private void begin() {
        try {
            if (!running.tryLock(Deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw DmartException.Unavailable.late();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("The check was interrupted", e);
        }
    }

    private JsonObject run(SpaceName space, Depth depth) {
        index.await();
        Duplicates duplicates = new Duplicates(store, index, store.spaces());
        EntryChecks checks = new EntryChecks(
                schemas,
                new References(store, management),
                duplicates,
                overflows(space),
                depth == Depth.HARD ? Part.META : Part.PAYLOAD);
        PluginNames named = new PluginNames(plugins.names());
        HealthReport report = new HealthReport(space.value());
        Deadline.Limit limit = Deadline.limit();
        ThreadPoolExecutor workers = CoreThreads.pool("dmart-health", THREADS);
        try {
            store.scan(space, Subpath.ROOT, workers, new ScanVisitor() {
                @Override
                public boolean deep() {
                    return depth == Depth.HARD;
                }

                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                    limit.check();
                    List<Issue> issues = checks.check(entry, attachments);
                    if (entry.at().type() == ResourceType.SPACE) {
                        issues = Stream.concat(issues.stream(), named.check(entry).stream())
                                .toList();
                    }
                    report.entry(entry, issues);
                }

                @Override
                public void finding(StorageFinding finding) {
                    report.finding(finding);
                }
            });
        } finally {
            workers.shutdownNow();
        }
        Deadline.check();
        keep(new Shortname(space.value()), Optional.of(report.stored()));
        keep(DUPLICATES, duplicates.stored(space, stored(DUPLICATES)));
        return report.reply(depth.name().toLowerCase(Locale.ROOT));
    }

    private Predicate<StoredEntry> overflows(SpaceName space) {
        boolean payload = DocumentBuilder.isIndexed(store.find(Locator.ofSpace(space)));
        return entry -> documents.overflows(entry, payload);
    }

    private JsonObject stored(Shortname name) {
        return store.find(new Locator(management, FOLDER, name, ResourceType.CONTENT))
                .flatMap(StoredEntry::jsonBody)
                .flatMap(raw ->
                        JsonCodec.parse(raw.utf8(), JsonCodec.MAX_STORED_DEPTH).asObject())
                .orElse(JsonObject.EMPTY);
    }

    /** Puts a report in the place of the previous one. */
    private void keep(Shortname name, Optional<JsonObject> body) {
        Locator folder = Locator.ofFolder(management, FOLDER).orElseThrow();
        Locator at = new Locator(management, FOLDER, name, ResourceType.CONTENT);
        boolean there = store.find(at).isPresent();
        if (body.isEmpty()) {
            if (there) {
                apply(RequestType.DELETE, WireRecord.of(at.type(), name.value(), FOLDER.wire(), JsonObject.EMPTY));
            }
            return;
        }
        if (store.find(folder).isEmpty()) {
            apply(RequestType.CREATE, WireRecord.of(ResourceType.FOLDER, FOLDER.name(), "/", JsonObject.EMPTY));
        }
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("schema_shortname", "health_check")
                .put("body", body.get())
                .build();
        JsonObject attributes = JsonObject.builder()
                .put("is_active", true)
                .put("payload", payload)
                .build();
        apply(
                there ? RequestType.REPLACE : RequestType.CREATE,
                WireRecord.of(at.type(), name.value(), FOLDER.wire(), attributes));
    }

    private void apply(RequestType type, WireRecord record) {
        BatchResult result = entries.apply(Caller.system(ADMIN), management, type, List.of(record));
        for (BatchResult.Failure failure : result.failed()) {
            LOG.warn("The report {} of the health check could not be kept", record.shortname(), failure.error());
        }
    }
}
