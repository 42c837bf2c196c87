package cc.dmart.deploy.internal;

import cc.dmart.api.model.Names;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Keeps services of dropped-in bundles away from where they do not belong ({@code plugins-events.md} 2.5, 2.7): nobody but their
 * own bundle sees one that would stand in for a part of the server, serve a path of others, or put itself in front of all
 * requests. Thread-safe.
 */
final class ServiceFence implements FindHook, EventListenerHook {
    private static final List<String> OURS =
            List.of("cc.dmart.api.service.", "cc.dmart.api.storage.", "cc.dmart.api.index.");
    private static final String HEALTH = "cc.dmart.api.service.HealthIndicator";

    /** The grant that servlets need. */
    static final String PUBLIC = "public_routes";

    /** What the server would use in the place of its own parts, or lets decide, and the grant that it needs. */
    private static final Map<String, String> GRANTED = Map.of(
            "cc.dmart.api.plugin.IdentityProvider", "impersonate",
            "cc.dmart.api.plugin.Notifier", "network",
            "cc.dmart.api.plugin.WorkflowAction", "before_hooks",
            "cc.dmart.api.plugin.WorkflowGuard", "before_hooks");

    private static final String NEEDS = " is not published: it needs the grant ";
    private static final String API = "cc.dmart.api.plugin.DmartApi";
    private static final List<String> PATTERNS = List.of(
            "osgi.http.whiteboard.servlet.pattern",
            "osgi.http.whiteboard.filter.pattern",
            "osgi.http.whiteboard.resource.pattern");

    /** Finds the plugin of a bundle; empty for a bundle of the server. */
    interface Plugins {
        /** Name of the plugin that a dropped-in bundle holds. */
        Optional<String> pluginOf(Bundle bundle);

        /** Whether a plugin was granted something. */
        boolean isGranted(String plugin, String grant);
    }

    private final Plugins plugins;
    private final BiConsumer<String, String> problems;

    /**
     * A fence.
     *
     * @param problems told the plugin and one sentence when a service is hidden
     */
    ServiceFence(Plugins plugins, BiConsumer<String, String> problems) {
        this.plugins = plugins;
        this.problems = problems;
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        for (Iterator<ServiceReference<?>> all = references.iterator(); all.hasNext(); ) {
            ServiceReference<?> reference = all.next();
            if (isForeign(reference, context) && whyHidden(reference).isPresent()) {
                all.remove();
            }
        }
    }

    /**
     * Hides events of a service that is hidden now, but none that says that a service goes: it may have been seen while its
     * plugin was granted more.
     */
    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        if (event.getType() == ServiceEvent.UNREGISTERING || event.getType() == ServiceEvent.MODIFIED_ENDMATCH) {
            return;
        }
        ServiceReference<?> reference = event.getServiceReference();
        Optional<String> why = whyHidden(reference);
        if (why.isEmpty()) {
            return;
        }
        if (event.getType() == ServiceEvent.REGISTERED) {
            plugins.pluginOf(reference.getBundle()).ifPresent(plugin -> problems.accept(plugin, why.get()));
        }
        listeners.keySet().removeIf(context -> isForeign(reference, context));
    }

    private static boolean isForeign(ServiceReference<?> reference, BundleContext context) {
        Bundle owner = reference.getBundle();
        try {
            return owner != null && !owner.equals(context.getBundle());
        } catch (IllegalStateException e) { // the context has ended
            return true;
        }
    }

    /** Why nobody else may see a service; empty if everybody may. */
    private Optional<String> whyHidden(ServiceReference<?> reference) {
        Bundle owner = reference.getBundle();
        Optional<String> plugin = owner == null ? Optional.empty() : plugins.pluginOf(owner);
        if (plugin.isEmpty()) {
            return Optional.empty();
        }
        for (String type : (String[]) reference.getProperty("objectClass")) {
            boolean part = OURS.stream().anyMatch(type::startsWith) && !type.equals(HEALTH);
            if (part || type.equals(API)) {
                return Optional.of("a service is not published: " + type + " is a part of the server");
            }
            String grant = GRANTED.get(type);
            if (grant != null && !plugins.isGranted(plugin.get(), grant)) {
                return Optional.of(type + NEEDS + grant);
            }
        }
        if (isTrue(reference, "osgi.jakartars.extension") || isTrue(reference, "osgi.jakartars.application.base")) {
            return Optional.of("a JAX-RS extension is not published: it would apply to all routes");
        }
        if (isTrue(reference, "osgi.jakartars.resource")) {
            return Routes.problem(plugin.get(), reference);
        }
        return servlet(plugin.get(), reference);
    }

    /** The problems of a plugin that lacks one of these grants. */
    static List<String> ungranted(Set<String> grants) {
        return Stream.concat(Stream.of("a servlet"), GRANTED.keySet().stream())
                .flatMap(what -> grants.stream().map(grant -> what + NEEDS + grant))
                .toList();
    }

    /** Whether a bundle has a service that others see with one of these grants alone. */
    static boolean needsOneOf(Bundle bundle, Set<String> grants) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return services != null
                && Arrays.stream(services).flatMap(ServiceFence::needed).anyMatch(grants::contains);
    }

    private static Stream<String> needed(ServiceReference<?> service) {
        Stream<String> byType = texts(service.getProperty("objectClass")).stream()
                .flatMap(type -> Stream.ofNullable(GRANTED.get(type)));
        boolean servlet = PATTERNS.stream().anyMatch(key -> service.getProperty(key) != null);
        return servlet ? Stream.concat(byType, Stream.of(PUBLIC)) : byType;
    }

    private Optional<String> servlet(String plugin, ServiceReference<?> reference) {
        for (String key : PATTERNS) {
            for (String pattern : texts(reference.getProperty(key))) {
                String first = Routes.first(pattern);
                if (!first.equals(plugin) || Names.isReservedPath(first)) {
                    return Optional.of(
                            "a servlet is not published: its pattern " + pattern + " is not below /" + plugin);
                }
                if (!plugins.isGranted(plugin, PUBLIC)) {
                    return Optional.of("a servlet" + NEEDS + PUBLIC);
                }
            }
        }
        boolean listens = reference.getProperty("osgi.http.whiteboard.listener") != null
                || reference.getProperty("osgi.http.whiteboard.filter.regex") != null
                || reference.getProperty("osgi.http.whiteboard.context.path") != null;
        return listens ? Optional.of("a filter or listener of all requests is not published") : Optional.empty();
    }

    private static boolean isTrue(ServiceReference<?> reference, String key) {
        Object value = reference.getProperty(key);
        return value != null && (key.endsWith(".base") || Boolean.parseBoolean(value.toString()));
    }

    private static List<String> texts(Object value) {
        if (value instanceof String[] array) {
            return List.of(array);
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
