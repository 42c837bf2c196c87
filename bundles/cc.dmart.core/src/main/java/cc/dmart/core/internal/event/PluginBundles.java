package cc.dmart.core.internal.event;

import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;

/**
 * The plugins that others may depend on though they have no hook and no listener, such as one with routes alone: those whose bundle
 * runs and announces neither ({@code plugins-events.md} 1.5). Thread-safe.
 */
final class PluginBundles {
    /** The services that are announced as capabilities {@code osgi.service}. */
    private static final Set<String> HEARING = Set.of(BeforeHook.class.getName(), EntryListener.class.getName());

    private final Optional<BundleContext> context;
    private volatile Optional<BundleListener> listener = Optional.empty();

    /** Those of a framework; none without one. */
    PluginBundles(Optional<BundleContext> context) {
        this.context = context;
    }

    /** Runs something each time that a bundle has started. */
    void onStart(Runnable task) {
        BundleListener one = event -> {
            if (event.getType() == BundleEvent.STARTED) {
                task.run();
            }
        };
        context.ifPresent(c -> c.addBundleListener(one));
        listener = Optional.of(one);
    }

    /** Runs nothing any more. */
    void close() {
        context.ifPresent(c -> listener.ifPresent(c::removeBundleListener));
    }

    /** The names. */
    Set<String> names() {
        return context.map(c -> Arrays.stream(c.getBundles()))
                .orElse(Stream.empty())
                .filter(b -> b.getState() == Bundle.ACTIVE && PluginHost.isPlugin(b) && !announces(b))
                .map(PluginHost::name)
                .collect(Collectors.toSet());
    }

    private static boolean announces(Bundle bundle) {
        String capabilities = bundle.getHeaders("").get(Constants.PROVIDE_CAPABILITY);
        return capabilities != null && HEARING.stream().anyMatch(capabilities::contains);
    }
}
