package cc.dmart.core.internal.event.host;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.plugin.Notifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;

/** A plugin may depend on one that has routes, jobs or notifiers alone ({@code plugins-events.md} 1.5). */
class PluginBundlesTest {
    private final List<Bundle> bundles = new ArrayList<>();
    private final List<BundleListener> listeners = new ArrayList<>();
    private final BundleContext context = fake(BundleContext.class, (method, args) -> switch (method) {
        case "getBundles" -> bundles.toArray(Bundle[]::new);
        case "addBundleListener" -> listeners.add((BundleListener) args[0]);
        case "removeBundleListener" -> listeners.remove((BundleListener) args[0]);
        default -> null;
    });

    private static final Map<String, String> LAZY = Map.of("Bundle-ActivationPolicy", "lazy; include:=\"a\"");

    private static <T> T fake(Class<T> type, BiFunction<String, Object[], @Nullable Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (p, method, args) -> answer.apply(method.getName(), args == null ? new Object[0] : args)));
    }

    private static Bundle bundle(String plugin, int state, Class<?>... services) {
        return bundle(Map.of(), plugin, state, services);
    }

    private static Bundle bundle(Map<String, String> more, String plugin, int state, Class<?>... services) {
        Map<String, String> headers = new HashMap<>(more);
        if (!plugin.isEmpty()) {
            headers.put("Dmart-Plugin", plugin);
        }
        if (services.length > 0) {
            headers.put(
                    "Provide-Capability",
                    Arrays.stream(services)
                            .map(s -> "osgi.service;objectClass:List<String>=\"" + s.getName() + "\"")
                            .collect(Collectors.joining(",")));
        }
        return fake(Bundle.class, (method, args) -> switch (method) {
            case "getHeaders" -> FrameworkUtil.asDictionary(headers);
            case "getState" -> state;
            case "getSymbolicName" -> "of the server";
            default -> null;
        });
    }

    @Test
    void onlyThoseThatRunAndHearNothing() {
        bundles.add(bundle("notifies", Bundle.ACTIVE, Notifier.class));
        bundles.add(bundle("plain", Bundle.ACTIVE));
        bundles.add(bundle("stopped", Bundle.RESOLVED));
        bundles.add(bundle("", Bundle.ACTIVE));
        bundles.add(bundle("listens", Bundle.ACTIVE, Notifier.class, EntryListener.class));
        bundles.add(bundle(LAZY, "lazy", Bundle.STARTING));
        bundles.add(bundle("starting", Bundle.STARTING));
        assertThat(new PluginBundles(Optional.of(context)).names())
                .containsExactlyInAnyOrder("notifies", "plain", "lazy");
        assertThat(new PluginBundles(Optional.empty()).names()).isEmpty();
    }

    @Test
    void whoWaitsForOneThatStartsWithItsFirstClassIsLetInToo() {
        PluginFixture fixture = new PluginFixture("dropped", 300, Optional.of(context));
        fixture.host.addListener(
                (event, delivery) -> {}, Map.of("dmart.plugin", "p", "dmart.dependsOn", "routes"), "b");
        Bundle routes = bundle(LAZY, "routes", Bundle.STARTING);
        bundles.add(routes);
        listeners.stream() // as the framework does
                .filter(SynchronousBundleListener.class::isInstance)
                .toList()
                .forEach(l -> l.bundleChanged(new BundleEvent(BundleEvent.LAZY_ACTIVATION, routes)));
        PluginFixture.await("it is let in", () -> fixture.host.runners().size() == 1);
        fixture.close();
    }

    @Test
    void whoWaitsForOneIsLetInWhenItHasStarted() {
        PluginFixture fixture = new PluginFixture("dropped", 300, Optional.of(context));
        fixture.host.addListener(
                (event, delivery) -> {}, Map.of("dmart.plugin", "p", "dmart.dependsOn", "routes"), "b");
        assertThat(fixture.host.admission().waiting()).hasSize(1);
        Bundle routes = bundle("routes", Bundle.ACTIVE);
        bundles.add(routes);
        List.copyOf(listeners).forEach(l -> l.bundleChanged(new BundleEvent(BundleEvent.STARTED, routes)));
        assertThat(fixture.host.admission().waiting()).isEmpty();
        assertThat(fixture.host.runners()).hasSize(1);
        fixture.close();
        assertThat(listeners).isEmpty();
    }
}
