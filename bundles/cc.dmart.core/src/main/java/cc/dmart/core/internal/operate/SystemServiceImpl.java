package cc.dmart.core.internal.operate;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.service.SystemService;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.event.InstalledPlugins;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Facts about the running server ({@code http-api.md} 6, {@code security.md} 3.10). Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SystemServiceImpl implements SystemService {
    private final InstalledPlugins plugins;
    private final Clock clock;
    private final ZoneId zone;
    private final Instant started;
    private final BuildFacts build = BuildFacts.load();
    private final JsonObject settings;

    /** The component. */
    @Activate
    public SystemServiceImpl(CoreConfig config, @Reference InstalledPlugins plugins) {
        this(
                config,
                plugins,
                Clock.systemUTC(),
                ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    SystemServiceImpl(CoreConfig config, InstalledPlugins plugins, Clock clock, Instant started) {
        this.plugins = plugins;
        this.clock = clock;
        zone = ZoneId.of(config.timezone());
        this.started = started;
        settings = PublicSettings.masked(JsonCodec.parse(config.settings_json())
                .asObject()
                .orElseThrow(() -> new IllegalArgumentException("settings_json must be an object")));
    }

    @Override
    public JsonObject manifest(Caller caller) {
        JsonObject.Builder out = JsonObject.builder()
                .put("name", "DMART")
                .put("type", "microservice")
                .put("description", "Structured CMS/IMS")
                .put("version", build.version())
                .put("api", "v1");
        if (isAdmin(caller)) {
            out.put("service_details", details()).put("git", build.git());
        }
        return out.put("plugins", JsonArray.ofStrings(List.copyOf(plugins.active())))
                .build();
    }

    private JsonObject details() {
        Instant now = clock.instant();
        return JsonObject.builder()
                .put("server", host())
                .put("process_id", ProcessHandle.current().pid())
                .put("start_time", Timestamps.format(started, zone))
                .put("current_time", Timestamps.format(now, zone))
                .put("running_for", span(Duration.between(started, now)))
                .build();
    }

    private static String span(Duration d) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%06d",
                d.toHours(),
                d.toMinutesPart(),
                d.toSecondsPart(),
                d.toNanosPart() / 1000);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public JsonObject settings(Caller caller) {
        if (!isAdmin(caller)) {
            AuditTrail.denied(caller, "settings");
            throw new DmartException.Forbidden(
                    401, ErrorType.ACCESS, ErrorCode.NOT_ALLOWED, "You don't have permission to this action");
        }
        return settings;
    }

    private static boolean isAdmin(Caller caller) {
        return caller.user().equals(ManagementSpace.ADMIN.value());
    }
}
