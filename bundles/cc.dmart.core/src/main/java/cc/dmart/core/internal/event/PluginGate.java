package cc.dmart.core.internal.event;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Space;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import java.util.Set;

/**
 * Whether a plugin is active in a space: setting {@code plugin_activation} ({@code design.md} 6.2). The list of a space counts
 * from its very next read. Thread-safe.
 */
final class PluginGate {
    private static final Set<String> OF_THE_ORIGINAL = Set.of(
            "action_log",
            "redis_db_update",
            "update_access_controls",
            "resource_folders_creation",
            "realtime_updates_notifier",
            "realtime_updates_notifier_wt",
            "local_notification",
            "admin_notification_sender",
            "system_notification_sender",
            "ldap_manager");

    private final EntryStore store;
    private final boolean dropped;

    /**
     * A gate.
     *
     * @param activation {@code dropped} or {@code listed}
     * @throws IllegalArgumentException on any other value
     */
    PluginGate(EntryStore store, String activation) {
        if (!activation.equals("dropped") && !activation.equals("listed")) {
            throw new IllegalArgumentException("plugin_activation: dropped or listed expected");
        }
        this.store = store;
        this.dropped = activation.equals("dropped");
    }

    /** Whether the plugin is to be called for something that happens in a space. */
    boolean isOpen(Registration<?> plugin, String space) {
        if (plugin.alwaysActive() || (dropped && !OF_THE_ORIGINAL.contains(plugin.plugin()))) {
            return true;
        }
        return Names.isSpaceName(space)
                && store.find(Locator.ofSpace(new SpaceName(space)))
                        .map(found -> new Space(found.entry()).activePlugins().contains(plugin.plugin()))
                        .orElse(false);
    }
}
