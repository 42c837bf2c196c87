package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What File Install calls when something in the watched folder comes, changes or goes, and {@link PluginService} for operators.
 * Thread-safe: the keepers guard what they keep.
 */
@Component(
        service = {ArtifactInstaller.class, PluginService.class, HealthIndicator.class, EntryListener.class},
        immediate = true,
        configurationPid = DeployConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DeployConfig.class)
@DmartListener(
        plugin = "cc.dmart.deploy",
        event_subpaths = EntrySettings.FOLDER,
        event_resourceTypes = "content",
        alwaysActive = true,
        delivery = "inline",
        ordered = "space",
        timeout_ms = 60_000)
public final class Deployer
        implements ArtifactInstaller, PluginService, HealthIndicator, EntryListener, ServiceFence.Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long FIRST_SCAN_NANOS = Duration.ofSeconds(30).toNanos();

    private final WatchedFolder folder;
    private final StateFiles state;
    private final Grants grants;
    private final Problems problems = new Problems();
    private final EntrySettings entries;
    private final Configurations laid;
    private final JarKeeper jars;
    private final DefinitionKeeper definitions;
    private final PluginView view;
    private final Optional<PluginLogs> logs;
    private final ExecutorService http = DeployThreads.pool("dmart-webhook-http", 2);
    private final ExecutorService switches = DeployThreads.pool("dmart-plugin-switch", 1);
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final long began = System.nanoTime();
    private final ServiceRegistration<?> fence;
    private volatile boolean settled;

    /** Begins to deploy. */
    @Activate
    public Deployer(
            @Reference DeliveryService delivery,
            @Reference ServiceComponentRuntime components,
            @Reference ConfigurationAdmin configurations,
            @Reference DmartApi api,
            BundleContext context,
            DeployConfig config) {
        this.folder = new WatchedFolder(config.plugins());
        Set<String> standard = config.app_env().equals("dev") ? DeliveryService.GRANTS : Set.of();
        this.state = new StateFiles(Path.of(config.data()).resolve("plugins"));
        ShippedJars shipped = new ShippedJars(Path.of(config.plugins_shipped()));
        this.grants = new Grants(state, shipped, standard);
        HttpClient client = HttpClient.newBuilder()
                .executor(http)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.entries = new EntrySettings(api, config.management_space());
        this.laid = new Configurations(delivery, configurations, problems, System.getenv(), entries);
        Components runtime = new Components(components);
        this.definitions =
                new DefinitionKeeper(context, client, problems, System.getenv(), state::isDisabled, this::layDown);
        this.jars =
                new JarKeeper(context, state, problems, runtime, shipped, laid::isOff, this::layDown, this::changed);
        this.view = new PluginView(jars, definitions, state, problems, runtime, delivery, grants, laid, api::timezone);
        ServiceFence hooks = new ServiceFence(this, problems::add);
        this.fence = context.registerService(
                new String[] {FindHook.class.getName(), EventListenerHook.class.getName()},
                hooks,
                FrameworkUtil.asDictionary(Map.of()));
        this.logs = PluginLogs.attach(jars.jars()::pluginWith, this::names);
        boolean whole = false;
        try {
            firstLook();
            whole = true;
        } finally {
            if (!whole) {
                close(); // nobody deactivates what was never active
            }
        }
    }

    /** Configurations count before the first jar is started, whatever order they are found in. */
    private void firstLook() {
        Set<String> dropped = new HashSet<>();
        try {
            for (File file : folder.files()) {
                if (DefinitionKeeper.isDefinition(file)) {
                    definitions.put(file);
                } else {
                    expected.add(file.getName());
                    Jar.nameOf(file.toPath()).ifPresent(dropped::add);
                }
            }
        } catch (IOException e) {
            LOG.error("The folder {} cannot be read", folder, e);
        }
        jars.ship(dropped);
        changed();
    }

    /** The plugins, or the classes of one, are other ones now. */
    private void changed() {
        logs.ifPresent(PluginLogs::changed);
    }

    @Override
    public boolean canHandle(File file) {
        return folder.holds(file);
    }

    @Override
    public void install(File file) {
        put(file);
    }

    @Override
    public void update(File file) {
        put(file);
    }

    private void put(File file) {
        try {
            if (DefinitionKeeper.isDefinition(file)) {
                definitions.put(file);
            } else {
                jars.put(file);
            }
        } finally {
            expected.remove(file.getName());
            changed();
        }
    }

    @Override
    public void uninstall(File file) {
        expected.remove(file.getName());
        try {
            if (DefinitionKeeper.isDefinition(file)) {
                definitions.remove(file);
            } else {
                jars.remove(file);
            }
        } finally {
            changed();
        }
    }

    /** A bundle that is switched off stops later: that waits for calls, which may be what this one comes from. */
    private void layDown(String plugin) {
        laid.layDown(plugin, () -> laid(plugin, view.jarOf(plugin).map(DroppedJar::jar)));
        switches.execute(() -> jars.follow(plugin));
    }

    private void layDown(Jar jar) {
        laid.layDown(jar.plugin(), () -> laid(jar.plugin(), Optional.of(jar)));
    }

    private Configurations.Parts laid(String plugin, Optional<Jar> jar) {
        return new Configurations.Parts(
                jar.flatMap(Jar::config).orElse(JsonObject.EMPTY),
                definitions.of(plugin),
                jar.map(grants::of).orElseGet(() -> grants.of(plugin)));
    }

    /** What an entry says of a plugin counts when the request that changed it is answered. */
    @Override
    public void onEvent(EntryEvent event, DeliveryContext context) {
        entries.changedBy(event).forEach(this::layDown);
    }

    @Override
    public Optional<String> pluginOf(Bundle bundle) {
        return JarKeeper.isDropped(bundle)
                ? Optional.of(jars.of(bundle)
                        .map(d -> d.jar().plugin())
                        .orElseGet(() -> String.valueOf(bundle.getSymbolicName())))
                : Optional.empty();
    }

    @Override
    public boolean isGranted(String plugin, String grant) {
        return granted(plugin).contains(grant);
    }

    private Set<String> granted(String plugin) {
        return view.jarOf(plugin).map(DroppedJar::jar).map(grants::of).orElseGet(() -> grants.of(plugin));
    }

    @Override
    public List<PluginStatus> plugins() {
        return view.plugins();
    }

    @Override
    public List<JsonObject> attributes(List<PluginStatus> plugins, boolean administrator) {
        return view.attributes(plugins, administrator);
    }

    private Set<String> names() {
        Set<String> out = jars.jars().names();
        definitions.all().forEach(d -> out.add(d.plugin()));
        return out;
    }

    @Override
    public List<LogLine> log(String plugin, long after) {
        requireKnown(plugin);
        return logs.map(l -> l.of(plugin, after)).orElse(List.of());
    }

    private void run(String plugin, boolean wanted) {
        boolean jar = jars.run(plugin, wanted);
        boolean webhook = definitions.run(plugin, wanted);
        if (!jar && !webhook) {
            throw DmartException.NotFound.entry();
        }
    }

    @Override
    public void enable(String plugin) {
        state.disable(plugin, false);
        run(plugin, true);
    }

    @Override
    public void disable(String plugin) {
        state.disable(plugin, true);
        run(plugin, false);
    }

    @Override
    public void restart(String plugin) {
        run(plugin, false);
        run(plugin, !state.isDisabled(plugin));
    }

    @Override
    public void configure(String plugin, JsonObject config) {
        requireKnown(plugin);
        JsonObject whole = view.unmasked(plugin, config);
        definitions.require(plugin, whole);
        definitions.put(folder.define(plugin, whole));
        changed();
    }

    private void requireKnown(String plugin) {
        if (view.jarOf(plugin).isEmpty()
                && definitions.all().stream().noneMatch(d -> d.plugin().equals(plugin))) {
            throw DmartException.NotFound.entry();
        }
    }

    @Override
    public void grant(String plugin, Set<String> grants) {
        requireKnown(plugin);
        Set<String> unknown = new HashSet<>(grants);
        unknown.removeAll(DeliveryService.GRANTS);
        if (!unknown.isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "There is no grant " + unknown);
        }
        Set<String> before = granted(plugin);
        state.grant(plugin, grants);
        layDown(plugin);
        Set<String> changed = new HashSet<>(DeliveryService.GRANTS);
        changed.removeIf(grant -> before.contains(grant) == grants.contains(grant));
        jars.showAnew(plugin, changed);
    }

    @Override
    public void upload(String fileName, InputStream content) {
        folder.put(fileName, content);
    }

    @Override
    public void remove(String plugin) {
        Set<String> files = jars.jars().all().stream()
                .filter(d -> !d.isShipped() && d.jar().plugin().equals(plugin))
                .map(DroppedJar::file)
                .collect(Collectors.toSet());
        definitions.all().stream().filter(d -> d.plugin().equals(plugin)).forEach(d -> files.add(d.file()));
        jars.jars().unreadable().keySet().stream()
                .filter(file -> DroppedJars.stem(file).equals(plugin))
                .forEach(files::add);
        if (files.isEmpty() && view.jarOf(plugin).isPresent()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "The plugin " + plugin + " comes with the server: disable it instead");
        }
        if (files.isEmpty()) {
            throw DmartException.NotFound.entry();
        }
        folder.remove(files);
        // the watch would find it out later, the jar and its definition apart; jars first: none runs without its
        // definition, and before them those that wait for the place of another
        files.stream()
                .map(File::new)
                .sorted(Comparator.comparing(DefinitionKeeper::isDefinition)
                        .thenComparing(file -> !jars.jars().isWaiting(file.getName())))
                .forEach(this::uninstall);
    }

    @Override
    public boolean isPublic(Class<?> resource, boolean marked) {
        Bundle bundle = FrameworkUtil.getBundle(resource);
        return marked
                && bundle != null
                && pluginOf(bundle)
                        .filter(plugin -> isGranted(plugin, ServiceFence.PUBLIC))
                        .isPresent();
    }

    @Override
    public String name() {
        return "deploy";
    }

    /** Down until the jars that were there at the start are in, at most 30 s. */
    @Override
    public State state() {
        if (!settled) {
            boolean busy = !expected.isEmpty() || jars.isShipping();
            if (busy && System.nanoTime() - began < FIRST_SCAN_NANOS) {
                return State.DOWN;
            }
            settled = true; // jars that come later are no reason to send requests elsewhere
        }
        return view.hasFailures() ? State.WARN : State.OK;
    }

    /** Ends the webhooks; jars go with the framework. */
    @Deactivate
    public void close() {
        definitions.close();
        jars.close();
        logs.ifPresent(PluginLogs::detach);
        fence.unregister();
        http.shutdownNow();
        switches.shutdownNow();
    }
}
