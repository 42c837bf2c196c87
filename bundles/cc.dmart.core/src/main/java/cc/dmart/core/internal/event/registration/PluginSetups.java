package cc.dmart.core.internal.event.registration;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.service.DeliveryService.Setup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What operators laid down about plugins, in the form of the earlier {@code config.json} ({@code plugins-events.md} 1.4): it wins
 * over the properties of services. Thread-safe.
 */
@Component(service = PluginSetups.class)
public final class PluginSetups {
    /** Stands in a list that matches nothing: no name has slashes. */
    private static final String NOTHING = "/none/";

    private final Map<String, Setup> all = new ConcurrentHashMap<>();

    /** Nothing is laid down. */
    @Activate
    public PluginSetups() {}

    /** What is laid down about a plugin. */
    public Setup of(String plugin) {
        return all.getOrDefault(plugin, Setup.FREE);
    }

    /** Lays something down. @return whether it differs from what was laid down before */
    public boolean put(String plugin, Setup setup) {
        return !Optional.ofNullable(all.put(plugin, setup)).orElse(Setup.FREE).equals(setup);
    }

    /** Whether a plugin was granted something. */
    public boolean isGranted(String plugin, String grant) {
        return of(plugin).grants().contains(grant);
    }

    /** Whether a plugin is switched off. */
    public boolean isOff(String plugin) {
        return !of(plugin).config().bool("is_active").orElse(true);
    }

    /** Service properties with what is laid down. */
    public Map<String, Object> over(String plugin, Map<String, Object> properties) {
        JsonObject config = of(plugin).config();
        Map<String, Object> out = new HashMap<>(properties);
        config.number("ordinal").ifPresent(n -> out.put(PluginProperties.ORDINAL, n.longValue()));
        config.bool("always_active").ifPresent(b -> out.put(PluginProperties.ALWAYS_ACTIVE, b));
        list(config, "dependencies").ifPresent(l -> out.put(PluginProperties.DEPENDS_ON, l));
        config.bool("concurrent").ifPresent(c -> concurrent(c, out));
        if (!new ServiceProps(properties).flag(PluginProperties.OWN)) {
            config.object("filters").ifPresent(f -> filters(f, out));
        }
        config.members().forEach((name, value) -> {
            if (name.startsWith("dmart.")) {
                out.put(name, value.asArray().isPresent() ? config.strings(name) : Occurrence.plain(value));
            }
        });
        if (!isGranted(plugin, "always_active")) {
            out.remove(PluginProperties.ALWAYS_ACTIVE);
        }
        return out;
    }

    private static void concurrent(boolean concurrent, Map<String, Object> out) {
        if (!concurrent) {
            out.put(PluginProperties.DELIVERY, Registration.Delivery.INLINE.wire());
        } else if (Registration.Delivery.INLINE.wire().equals(out.get(PluginProperties.DELIVERY))) {
            out.put(PluginProperties.DELIVERY, Registration.Delivery.DURABLE.wire());
        }
    }

    private static void filters(JsonObject filters, Map<String, Object> out) {
        list(filters, "subpaths").ifPresent(l -> out.put(PluginProperties.SUBPATHS, orNothing(l)));
        list(filters, "actions").ifPresent(l -> out.put(PluginProperties.ACTIONS, orNothing(l)));
        list(filters, "schema_shortnames").ifPresent(l -> out.put(PluginProperties.SCHEMAS, orNothing(l)));
        list(filters, "resource_types").ifPresent(l -> out.put(PluginProperties.RESOURCE_TYPES, l)); // empty = all
        list(filters, "spaces").ifPresent(l -> out.put(PluginProperties.SPACES, l));
    }

    private static List<String> orNothing(List<String> list) {
        return list.isEmpty() ? List.of(NOTHING) : list;
    }

    private static Optional<List<String>> list(JsonObject from, String name) {
        return from.get(name).flatMap(v -> v.asArray()).map(a -> from.strings(name));
    }
}
