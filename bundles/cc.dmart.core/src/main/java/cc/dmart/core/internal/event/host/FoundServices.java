package cc.dmart.core.internal.event.host;

import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.service.DeliveryService.Setup;
import cc.dmart.core.internal.event.registration.PluginSetups;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks and listeners that the framework shows: each is registered by its properties and what is laid down about its plugin,
 * and anew when that changes. Thread-safe; the list is guarded by its monitor.
 */
final class FoundServices {
    private static final Logger LOG = LoggerFactory.getLogger(FoundServices.class);
    private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(30);

    /**
     * A service as it was found.
     *
     * @param adding registers it as what it was found as: it may be hook and listener
     */
    private record Found(
            Object service, Map<String, Object> properties, String plugin, Consumer<ServiceProps> adding) {}

    private final PluginSetups setups;
    private final Admission admission;
    private final Duration hookTimeout;
    private final List<Found> all = new ArrayList<>();

    FoundServices(PluginSetups setups, Admission admission, Duration hookTimeout) {
        this.setups = setups;
        this.admission = admission;
        this.hookTimeout = hookTimeout;
    }

    /** A hook appeared. {@code bundle} is the name of its plugin when the properties have none. */
    void add(BeforeHook hook, Map<String, Object> properties, String bundle) {
        String plugin = plugin(properties, bundle);
        keep(new Found(
                hook, properties, plugin, props -> admission.add(Registration.of(hook, props, plugin, hookTimeout))));
    }

    /** A listener appeared. {@code bundle} is the name of its plugin when the properties have none. */
    void addListener(EntryListener listener, Map<String, Object> properties, String bundle) {
        String plugin = plugin(properties, bundle);
        keep(new Found(
                listener,
                properties,
                plugin,
                props -> admission.addListener(Registration.of(listener, props, plugin, LISTENER_TIMEOUT))));
    }

    private static String plugin(Map<String, Object> properties, String bundle) {
        return new ServiceProps(properties).text(PluginProperties.PLUGIN).orElse(bundle);
    }

    private void keep(Found one) {
        synchronized (all) {
            all.add(one);
        }
        use(one);
    }

    private void use(Found one) {
        if (setups.isOff(one.plugin())) {
            return;
        }
        try {
            one.adding().accept(new ServiceProps(setups.over(one.plugin(), one.properties())));
        } catch (IllegalArgumentException e) {
            LOG.error("A service of plugin {} cannot be used: {}", one.plugin(), e.getMessage());
        }
    }

    /** A hook goes. */
    void remove(BeforeHook hook) {
        forget(hook);
        admission.remove(hook);
    }

    /** A listener goes; returns when its running calls have ended or were interrupted, at most 11 s. */
    void removeListener(EntryListener listener) {
        forget(listener);
        admission.removeListener(listener);
    }

    private void forget(Object service) {
        synchronized (all) {
            all.removeIf(f -> f.service() == service);
        }
    }

    /** Lays something down about a plugin and lets its services in anew if that matters for them. @return whether it is new */
    boolean setup(String plugin, Setup setup) {
        if (!setups.put(plugin, setup)) {
            return false;
        }
        List<Found> mine;
        synchronized (all) {
            mine = all.stream().filter(f -> f.plugin().equals(plugin)).toList();
        }
        for (Found one : mine) {
            if (one.service() instanceof BeforeHook hook) {
                admission.remove(hook);
            }
            if (one.service() instanceof EntryListener listener) {
                admission.removeListener(listener);
            }
        }
        mine.forEach(this::use);
        return true;
    }
}
