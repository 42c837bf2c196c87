package cc.dmart.core.internal.event.registration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** What the framework says of the services and bundles of plugins. */
public final class PluginServices {
    private static final String HEADER = "Dmart-Plugin";

    private PluginServices() {}

    /** The properties of a service, and what the bundle lays down for it. */
    public static Map<String, Object> properties(ServiceReference<?> reference) {
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

    /** Name of the plugin whose bundle registered a service, unless the properties have one. */
    public static String name(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "unknown" : name(bundle);
    }

    /** Whether a bundle says that it is a plugin. */
    public static boolean isPlugin(Bundle bundle) {
        return bundle.getHeaders("").get(HEADER) != null;
    }

    /** Name of the plugin that a bundle holds. */
    public static String name(Bundle bundle) {
        return Optional.ofNullable(bundle.getHeaders("").get(HEADER))
                .or(() -> Optional.ofNullable(bundle.getSymbolicName()))
                .orElse("unknown");
    }
}
