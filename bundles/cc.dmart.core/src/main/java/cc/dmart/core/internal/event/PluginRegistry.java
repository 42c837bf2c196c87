package cc.dmart.core.internal.event;

import cc.dmart.api.service.DeliveryService.Setup;
import java.util.List;
import org.osgi.framework.Bundle;

/** The plugins of this server ({@code plugins-events.md} 2.5, 2.8). Thread-safe. */
public interface PluginRegistry {
    /** Names of the active plugins, sorted, each once. */
    List<String> active();

    /** What is laid down about a plugin. */
    default Setup setup(String plugin) {
        return Setup.FREE;
    }

    /** Name of the plugin that a bundle holds. */
    default String nameOf(Bundle bundle) {
        return PluginHost.name(bundle);
    }
}
