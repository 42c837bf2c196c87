package cc.dmart.deploy.internal;

import cc.dmart.api.service.DeliveryService;
import java.util.Set;

/**
 * What plugins may ({@code plugins-events.md} 2.5): what an administrator said; else everything for those that came with the
 * server, and the rule of {@code app_env} for others. Thread-safe.
 */
final class Grants {
    private final StateFiles state;
    private final ShippedJars shipped;
    private final Set<String> others;

    /**
     * Grants.
     *
     * @param others what a jar of somebody else may without a word of an administrator
     */
    Grants(StateFiles state, ShippedJars shipped, Set<String> others) {
        this.state = state;
        this.shipped = shipped;
        this.others = Set.copyOf(others);
    }

    /** Those of the plugin in a jar. */
    Set<String> of(Jar jar) {
        return state.grants(jar.plugin()).orElseGet(() -> shipped.contains(jar) ? DeliveryService.GRANTS : others);
    }

    /** Those of a plugin without a jar. */
    Set<String> of(String plugin) {
        return state.grants(plugin).orElse(others);
    }
}
