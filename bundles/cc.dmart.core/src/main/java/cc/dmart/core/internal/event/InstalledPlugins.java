package cc.dmart.core.internal.event;

import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Names of the plugins of this server, whichever way they came ({@code plugins-events.md} 2.8). Thread-safe. */
@Component(service = InstalledPlugins.class)
public final class InstalledPlugins {
    /** Knows of those that register a hook or a listener; absent while no plugin bundle is served. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    @Nullable
    volatile PluginRegistry registry;

    /** Knows of those that are jars or definitions, running or not. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    @Nullable
    volatile PluginService deploy;

    /** The component. */
    @Activate
    public InstalledPlugins() {
        // the framework binds what is there
    }

    /** Without a framework: over a registry alone. */
    public InstalledPlugins(PluginRegistry registry) {
        this.registry = registry;
    }

    /** Those that work, sorted. */
    public Set<String> active() {
        return active(registered(), deployed());
    }

    /** All that are there, running or not, sorted. */
    public Set<String> names() {
        Set<String> out = new TreeSet<>(registered());
        deployed().forEach(plugin -> out.add(plugin.name()));
        return out;
    }

    private List<String> registered() {
        PluginRegistry known = registry;
        return known == null ? List.of() : known.active();
    }

    private List<PluginStatus> deployed() {
        PluginService known = deploy;
        return known == null ? List.of() : known.plugins();
    }

    /** A dropped plugin is active with the last of its services, any other with the first. */
    static Set<String> active(Collection<String> withServices, List<PluginStatus> dropped) {
        Set<String> out = new TreeSet<>(withServices);
        dropped.forEach(plugin -> out.remove(plugin.name()));
        dropped.stream().filter(PluginStatus::isActive).map(PluginStatus::name).forEach(out::add);
        return out;
    }
}
