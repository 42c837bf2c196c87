package cc.dmart.core.internal.event;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.service.DeliveryService.Setup;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whiteboard of plugins: finds hooks and listeners as they come and go ({@code plugins-events.md} 2). Taking a listener away
 * waits for its running calls, at most 11 s, so that a bundle is not pulled from under them. Thread-safe; what was found is
 * guarded by the monitor of the list.
 */
@Component(
        service = {PluginHost.class, HookDispatcher.class, PluginRegistry.class, HealthIndicator.class},
        immediate = true,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PluginHost implements HookDispatcher, PluginRegistry, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);
    private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(30);
    /** Parts of the server that are fed from the journal like a plugin. */
    private static final Set<String> BUILT_IN = Set.of("cc.dmart.core", "cc.dmart.auth", "cc.dmart.deploy");

    /** Plugins of the original whose work the server does itself, before anybody hears of a change. */
    private static final Set<String> OF_CORE = Set.of("action_log", "redis_db_update", "update_access_controls");

    private static final long ORPHAN_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final String HEADER = "Dmart-Plugin";

    /** A service as it was found, to be registered anew when what is laid down about its plugin changes. */
    private record Found(Object service, Map<String, Object> properties, String plugin, Consumer<Found> adding) {}

    private final Timers timer = new Timers("dmart-delivery");
    private final GuardedCalls guard = new GuardedCalls(timer.executor());
    private final PluginSetups setups = new PluginSetups();
    private final List<Found> found = new ArrayList<>();
    private final Duration hookTimeout;
    private final DeadLetters dead;
    private final HookChain chain;
    private final Passages passages;
    private final DeliveryEngine engine;
    private final OrphanCursors orphans;
    private final Places places;
    private final PluginBundles bundles;

    /** The component. @throws IllegalArgumentException on a bad setting */
    @Activate
    public PluginHost(
            @Reference EntryStore store,
            @Reference Journal journal,
            @Reference AccessPolicy access,
            BundleContext context,
            CoreConfig config) {
        this(
                store,
                journal,
                access::roles,
                config.plugin_activation(),
                config.hook_budget_ms(),
                config.journal_orphan_ttl_days(),
                new Places(Path.of(config.data()), store.folder(), ZoneId.of(config.timezone())),
                new PluginBundles(Optional.of(context)),
                new Passages());
    }

    PluginHost(
            EntryStore store,
            Journal journal,
            Function<Caller, Set<String>> roles,
            String activation,
            int hookBudgetMillis,
            int orphanDays,
            Places places,
            PluginBundles bundles,
            Passages passages) {
        if (hookBudgetMillis < 1 || hookBudgetMillis > 60_000) {
            throw new IllegalArgumentException("hook_budget_ms: 1..60000 expected");
        }
        if (orphanDays < 0 || orphanDays > 3650) {
            throw new IllegalArgumentException("journal_orphan_ttl_days: 0..3650 expected");
        }
        PluginGate gate = new PluginGate(store, activation);
        this.hookTimeout = Duration.ofMillis(hookBudgetMillis);
        this.places = places;
        this.bundles = bundles;
        this.passages = passages;
        this.dead = new DeadLetters(places.data().resolve("journal/dead"));
        this.chain = new HookChain(guard, gate, setups, roles);
        this.engine = new DeliveryEngine(journal, passages, gate, guard, timer, dead, this::others);
        Path file = places.data().resolve("plugins/orphans.json");
        this.orphans = new OrphanCursors(journal, file, Duration.ofDays(orphanDays));
        timer.later(this::lookForOrphans, ORPHAN_MILLIS);
        bundles.onStart(engine::retryWaiting, task -> timer.later(task, 0));
    }

    /** The first time a while after the start: jars of the watched folder may come late. */
    private void lookForOrphans() {
        orphans.look(engine.names(), Instant.now());
        timer.later(this::lookForOrphans, ORPHAN_MILLIS);
    }

    /** Cursors without a listener. */
    OrphanCursors orphans() {
        return orphans;
    }

    /** Names of the plugins that are there without a listener. */
    private Set<String> others() {
        Set<String> out = new HashSet<>(OF_CORE);
        chain.hooks().forEach(h -> out.add(h.registration().plugin()));
        out.addAll(bundles.names());
        return out;
    }

    @Override
    public Call before(Call call) {
        return chain.before(call);
    }

    @Override
    public Passage passage(Change change) {
        return passages.begin(change);
    }

    @Override
    public void told(List<EntryEvent> events) {
        engine.tell(events);
    }

    @Override
    public void afterInline(List<EntryEvent> events) {
        engine.afterInline(events);
    }

    @Override
    public boolean wants(ActionType action) {
        return chain.hears(action) || engine.hears(action);
    }

    @Override
    public boolean wantsMisses() {
        return engine.hearsMisses();
    }

    @Override
    public Places places() {
        return places;
    }

    @Override
    public List<String> active() {
        Stream<String> hooks = chain.hooks().stream()
                .filter(h -> !h.state().isStuck())
                .map(h -> h.registration().plugin());
        Stream<String> listeners = engine.runners().stream()
                .filter(ListenerRunner::isActive)
                .map(r -> r.listener().plugin())
                .filter(plugin -> !BUILT_IN.contains(plugin));
        return Stream.concat(hooks, listeners).distinct().sorted().toList();
    }

    @Override
    public Setup setup(String plugin) {
        return setups.of(plugin);
    }

    @Override
    public String name() {
        return "plugin_calls"; // the health checks have a line of plugins
    }

    /** A stuck plugin is worth a look, and no reason to send requests elsewhere; a server without memory is. */
    @Override
    public State state() {
        List<PluginState> all = Stream.concat(
                        chain.hooks().stream().map(HookChain.Hook::state),
                        engine.runners().stream().map(ListenerRunner::state))
                .toList();
        if (all.stream().anyMatch(PluginState::isOutOfMemory)) {
            return State.DOWN;
        }
        return all.stream().anyMatch(PluginState::isStuck) ? State.WARN : State.OK;
    }

    /** Called by the framework when a hook appears. */
    @Reference(
            service = BeforeHook.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeHook")
    public void addHook(BeforeHook hook, ServiceReference<BeforeHook> reference) {
        addHook(hook, properties(reference), name(reference));
    }

    void addHook(BeforeHook hook, Map<String, Object> properties, String bundle) {
        keep(hook, properties, bundle, this::useHook);
    }

    private void useHook(Found one) {
        Registration<BeforeHook> added =
                Registration.of((BeforeHook) one.service(), effective(one), one.plugin(), hookTimeout);
        engine.addHook(added, () -> {
            chain.add(added);
            LOG.info("Hook {} is active", added.name());
        });
        engine.retryWaiting();
    }

    /** Called by the framework when a hook goes. */
    public void removeHook(BeforeHook hook) {
        forget(hook);
        engine.removeHook(hook);
        chain.remove(hook);
    }

    /** Called by the framework when a listener appears. */
    @Reference(
            service = EntryListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeListener")
    public void addListener(EntryListener listener, ServiceReference<EntryListener> reference) {
        addListener(listener, properties(reference), name(reference));
    }

    void addListener(EntryListener listener, Map<String, Object> properties, String bundle) {
        keep(listener, properties, bundle, this::useListener);
    }

    private void useListener(Found one) {
        engine.add(Registration.of((EntryListener) one.service(), effective(one), one.plugin(), LISTENER_TIMEOUT));
        engine.retryWaiting();
    }

    /** Called by the framework when a listener goes. */
    public void removeListener(EntryListener listener) {
        forget(listener);
        engine.remove(listener);
    }

    private void keep(Object service, Map<String, Object> properties, String bundle, Consumer<Found> adding) {
        String plugin =
                new ServiceProps(properties).text(PluginProperties.PLUGIN).orElse(bundle);
        Found one = new Found(service, properties, plugin, adding);
        synchronized (found) {
            found.add(one);
        }
        use(one);
    }

    private void use(Found one) {
        if (setups.isOff(one.plugin())) {
            return;
        }
        try {
            one.adding().accept(one);
        } catch (IllegalArgumentException e) {
            LOG.error("A service of plugin {} cannot be used: {}", one.plugin(), e.getMessage());
        }
    }

    private void forget(Object service) {
        synchronized (found) {
            found.removeIf(f -> f.service() == service);
        }
    }

    private ServiceProps effective(Found one) {
        return new ServiceProps(setups.over(one.plugin(), one.properties()));
    }

    /** What is laid down about plugins. */
    PluginSetups setups() {
        return setups;
    }

    /** Lays something down about a plugin and lets its services in anew if that matters for them. @return whether it is new */
    boolean setup(String plugin, Setup setup) {
        if (!setups.put(plugin, setup)) {
            return false;
        }
        List<Found> mine;
        synchronized (found) {
            mine = found.stream().filter(f -> f.plugin().equals(plugin)).toList();
        }
        for (Found one : mine) {
            if (one.service() instanceof BeforeHook hook) {
                engine.removeHook(hook);
                chain.remove(hook);
            }
            if (one.service() instanceof EntryListener listener) {
                engine.remove(listener);
            }
        }
        mine.forEach(this::use);
        return true;
    }

    static Map<String, Object> properties(ServiceReference<?> reference) {
        Map<String, Object> out = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            out.put(key, reference.getProperty(key));
        }
        Bundle bundle = reference.getBundle();
        if (bundle != null && "beginning".equals(bundle.getHeaders("").get("Dmart-Replay"))) {
            out.put(Registration.FROM_BEGINNING, true);
        }
        return out;
    }

    static String name(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "unknown" : name(bundle);
    }

    /** Whether a bundle says that it is a plugin. */
    static boolean isPlugin(Bundle bundle) {
        return bundle.getHeaders("").get(HEADER) != null;
    }

    /** Name of the plugin that a bundle holds. */
    static String name(Bundle bundle) {
        return Optional.ofNullable(bundle.getHeaders("").get(HEADER))
                .or(() -> Optional.ofNullable(bundle.getSymbolicName()))
                .orElse("unknown");
    }

    /** Ends delivery. */
    @Deactivate
    public void close() {
        bundles.close();
        engine.close();
        guard.close();
        timer.close();
        try {
            dead.tidy();
        } catch (DmartException e) { // they are delivered again at worst
            LOG.warn("Dead letters could not be tidied", e);
        }
    }

    /** The listeners. */
    DeliveryEngine engine() {
        return engine;
    }

    /** The hooks. */
    HookChain chain() {
        return chain;
    }

    /** What was given up. */
    DeadLetters dead() {
        return dead;
    }

    /** The listeners, for tests. */
    List<ListenerRunner> runners() {
        return engine.runners();
    }
}
