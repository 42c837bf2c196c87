package cc.dmart.core.internal.event;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.CoreThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
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
 * waits for its running calls, at most 11 s, so that a bundle is not pulled from under them. Thread-safe.
 */
@Component(immediate = true, configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PluginHost implements HookDispatcher, PluginRegistry, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);
    private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(30);
    /** Parts of the server that are fed from the journal like a plugin. */
    private static final Set<String> BUILT_IN = Set.of("cc.dmart.core", "cc.dmart.auth");

    private static final String HEADER = "Dmart-Plugin";

    private final ScheduledExecutorService timer = CoreThreads.scheduler("dmart-delivery");
    private final GuardedCalls guard = new GuardedCalls(timer);
    private final Duration hookTimeout;
    private final HookChain chain;
    private final DeliveryEngine engine;

    /** The component. @throws IllegalArgumentException on a bad setting */
    @Activate
    public PluginHost(@Reference EntryStore store, @Reference Journal journal, CoreConfig config) {
        this(store, journal, config.plugin_activation(), config.hook_budget_ms());
    }

    PluginHost(EntryStore store, Journal journal, String activation, int hookBudgetMillis) {
        if (hookBudgetMillis < 1 || hookBudgetMillis > 60_000) {
            throw new IllegalArgumentException("hook_budget_ms is 1..60000");
        }
        PluginGate gate = new PluginGate(store, activation);
        this.hookTimeout = Duration.ofMillis(hookBudgetMillis);
        this.chain = new HookChain(guard, gate);
        this.engine = new DeliveryEngine(journal, gate, guard, timer);
    }

    @Override
    public Optional<WireRecord> before(Call call) {
        return chain.before(call);
    }

    @Override
    public void afterInline(List<EntryEvent> events) {
        engine.afterInline(events);
    }

    @Override
    public boolean wants(ActionType action) {
        return !chain.hooks().isEmpty() || !engine.runners().isEmpty();
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
    public String name() {
        return "plugins";
    }

    /** A stuck plugin is worth a look, and no reason to send requests elsewhere. */
    @Override
    public State state() {
        boolean stuck = chain.hooks().stream().anyMatch(h -> h.state().isStuck())
                || engine.runners().stream().anyMatch(r -> r.state().isStuck());
        return stuck ? State.WARN : State.OK;
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
        try {
            Registration<BeforeHook> added = Registration.of(hook, new ServiceProps(properties), bundle, hookTimeout);
            chain.add(added);
            LOG.info("Hook {} is active", added.name());
        } catch (IllegalArgumentException e) {
            LOG.error("A hook of {} cannot be used: {}", bundle, e.getMessage());
        }
    }

    /** Called by the framework when a hook goes. */
    public void removeHook(BeforeHook hook) {
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
        try {
            engine.add(Registration.of(listener, new ServiceProps(properties), bundle, LISTENER_TIMEOUT));
        } catch (IllegalArgumentException e) {
            LOG.error("A listener of {} cannot be used: {}", bundle, e.getMessage());
        }
    }

    /** Called by the framework when a listener goes. */
    public void removeListener(EntryListener listener) {
        engine.remove(listener);
    }

    static Map<String, Object> properties(ServiceReference<?> reference) {
        Map<String, Object> out = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            out.put(key, reference.getProperty(key));
        }
        return out;
    }

    static String name(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return "unknown";
        }
        String header = bundle.getHeaders().get(HEADER);
        return Optional.ofNullable(header)
                .orElseGet(() -> Optional.ofNullable(bundle.getSymbolicName()).orElse("unknown"));
    }

    /** Ends delivery. */
    @Deactivate
    public void close() {
        engine.close();
        guard.close();
        timer.shutdownNow();
    }

    /** The listeners, for tests. */
    List<ListenerRunner> runners() {
        return engine.runners();
    }
}
