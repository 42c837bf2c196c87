package cc.dmart.core.internal.event.host;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.DeliveryService.Setup;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.PluginRegistry;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.delivery.DeadLetters;
import cc.dmart.core.internal.event.delivery.DeliveryEngine;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.hook.HookChain;
import cc.dmart.core.internal.event.journal.OrphanCursors;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.PluginServices;
import cc.dmart.core.internal.event.registration.PluginSetups;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * The hooks and listeners of plugins as the framework shows them, and the way of a change through them
 * ({@code plugins-events.md} 2): puts chain, delivery and admission together. Taking a listener away waits for its running calls, at
 * most 11 s, so that a bundle is not pulled from under them. Thread-safe.
 */
@Component(
        service = {PluginHost.class, HookDispatcher.class, PluginRegistry.class},
        immediate = true,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PluginHost implements HookDispatcher, PluginRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

    /** Parts of the server that are fed from the journal like a plugin. */
    private static final Set<String> BUILT_IN = Set.of("cc.dmart.core", "cc.dmart.auth", "cc.dmart.deploy");

    private final Timers timer = new Timers("dmart-delivery");
    private final GuardedCalls guard = new GuardedCalls(timer.executor());
    private final PluginSetups setups;
    private final Passages passages;
    private final Places places;
    private final PluginBundles bundles;
    private final DeadLetters dead;
    private final HookChain chain;
    private final DeliveryEngine engine;
    private final Admission admission;
    private final FoundServices found;
    private final OrphanCursors orphans;

    /** The component. @throws IllegalArgumentException on a bad setting */
    @Activate
    public PluginHost(
            @Reference EntryStore store,
            @Reference Journal journal,
            @Reference AccessPolicy access,
            @Reference PluginSetups setups,
            BundleContext context,
            CoreConfig config) {
        this(
                store,
                journal,
                access::roles,
                setups,
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
            PluginSetups setups,
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
        this.setups = setups;
        this.places = places;
        this.bundles = bundles;
        this.passages = passages;
        this.dead = new DeadLetters(places.data().resolve("journal/dead"));
        this.chain = new HookChain(guard, gate, setups, roles);
        this.engine = new DeliveryEngine(journal, passages, gate, guard, timer, dead);
        this.admission = new Admission(chain, engine, bundles);
        this.found = new FoundServices(setups, admission, Duration.ofMillis(hookBudgetMillis));
        this.orphans =
                new OrphanCursors(journal, places.data().resolve("plugins/orphans.json"), Duration.ofDays(orphanDays));
        orphans.watch(timer, admission::names);
        bundles.onStart(admission::retry, task -> timer.later(task, 0));
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

    /** Lays something down about a plugin and lets its services in anew if that matters for them. @return whether it is new */
    boolean setup(String plugin, Setup setup) {
        return found.setup(plugin, setup);
    }

    /** Called by the framework when a hook appears. */
    @Reference(
            service = BeforeHook.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeHook")
    public void addHook(BeforeHook hook, ServiceReference<BeforeHook> reference) {
        addHook(hook, PluginServices.properties(reference), PluginServices.name(reference));
    }

    void addHook(BeforeHook hook, Map<String, Object> properties, String bundle) {
        found.add(hook, properties, bundle);
    }

    /** Called by the framework when a hook goes. */
    public void removeHook(BeforeHook hook) {
        found.remove(hook);
    }

    /** Called by the framework when a listener appears. */
    @Reference(
            service = EntryListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeListener")
    public void addListener(EntryListener listener, ServiceReference<EntryListener> reference) {
        addListener(listener, PluginServices.properties(reference), PluginServices.name(reference));
    }

    void addListener(EntryListener listener, Map<String, Object> properties, String bundle) {
        found.addListener(listener, properties, bundle);
    }

    /** Called by the framework when a listener goes. */
    public void removeListener(EntryListener listener) {
        found.removeListener(listener);
    }

    /** Ends delivery. */
    @Deactivate
    public void close() {
        bundles.close();
        admission.close();
        engine.close();
        guard.close();
        timer.close();
        try {
            dead.tidy();
        } catch (DmartException e) { // they are delivered again at worst
            LOG.warn("Dead letters could not be tidied", e);
        }
    }

    /** Who is let in, and who waits. */
    Admission admission() {
        return admission;
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

    /** Cursors without a listener. */
    OrphanCursors orphans() {
        return orphans;
    }

    /** The listeners, for tests. */
    List<ListenerRunner> runners() {
        return engine.runners();
    }
}
