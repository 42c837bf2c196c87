package cc.dmart.core.internal.event.host;

import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.core.internal.event.registration.PluginServices;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/**
 * The plugins that others may depend on though they have no hook and no listener, such as one with routes alone: those whose bundle
 * runs and announces neither ({@code plugins-events.md} 1.5). Thread-safe.
 */
final class PluginBundles {
    /** The services that are announced as capabilities {@code osgi.service}. */
    private static final Set<String> HEARING = Set.of(BeforeHook.class.getName(), EntryListener.class.getName());

    private final Optional<BundleContext> context;
    private volatile List<BundleListener> listeners = List.of();

    /** Those of a framework; none without one. */
    PluginBundles(Optional<BundleContext> context) {
        this.context = context;
    }

    /**
     * Runs something each time that a bundle has started, or waits for its first class, which is as good.
     *
     * @param later runs it in another thread: the framework tells of the latter in the middle of the start
     */
    void onStart(Runnable task, Consumer<Runnable> later) {
        BundleListener started = event -> {
            if (event.getType() == BundleEvent.STARTED) {
                task.run();
            }
        };
        SynchronousBundleListener lazy = event -> {
            if (event.getType() == BundleEvent.LAZY_ACTIVATION) {
                later.accept(task);
            }
        };
        listeners = List.of(started, lazy);
        context.ifPresent(c -> listeners.forEach(c::addBundleListener));
    }

    /** Runs nothing any more. */
    void close() {
        context.ifPresent(c -> listeners.forEach(c::removeBundleListener));
    }

    /** The names. */
    Set<String> names() {
        return context.map(c -> Arrays.stream(c.getBundles()))
                .orElse(Stream.empty())
                .filter(b -> isActive(b) && PluginServices.isPlugin(b) && !announces(b))
                .map(PluginServices::name)
                .collect(Collectors.toSet());
    }

    /** A bundle that waits for its first class has its components and resources registered like any other. */
    private static boolean isActive(Bundle bundle) {
        String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        boolean lazy = policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
        return bundle.getState() == Bundle.ACTIVE || (lazy && bundle.getState() == Bundle.STARTING);
    }

    private static boolean announces(Bundle bundle) {
        String capabilities = bundle.getHeaders("").get(Constants.PROVIDE_CAPABILITY);
        return capabilities != null && HEARING.stream().anyMatch(capabilities::contains);
    }
}
