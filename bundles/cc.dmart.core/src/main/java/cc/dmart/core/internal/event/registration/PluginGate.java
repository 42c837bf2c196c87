package cc.dmart.core.internal.event.registration;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Space;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a plugin is active in a space: setting {@code plugin_activation} ({@code design.md} 6.2). The list of a space counts
 * from its very next read. Thread-safe.
 */
public final class PluginGate {
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

    private static final int MAX = 1000;

    private final EntryStore store;
    private final boolean dropped;

    /** The lists of spaces that were deleted. */
    private final Map<String, List<String>> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
            return size() > MAX;
        }
    };

    /**
     * A gate.
     *
     * @param activation {@code dropped} or {@code listed}
     * @throws IllegalArgumentException on any other value
     */
    public PluginGate(EntryStore store, String activation) {
        if (!activation.equals("dropped") && !activation.equals("listed")) {
            throw new IllegalArgumentException("plugin_activation: dropped or listed expected");
        }
        this.store = store;
        this.dropped = activation.equals("dropped");
    }

    /** Whether the plugin is to be called for something that is about to happen in a space. */
    public boolean isOpen(Registration<?> plugin, String space) {
        return isAlwaysOpen(plugin) || listed(space).orElse(List.of()).contains(plugin.plugin());
    }

    /**
     * Whether the plugin is to be told an event. For a space that is gone the list counts that it had at the end; where nobody knows
     * it any more, what is told for the first time is told rather than lost.
     *
     * @param first whether the event is a change that the plugin has not heard of
     */
    public boolean isOpen(Registration<?> plugin, EntryEvent event, boolean first) {
        return isAlwaysOpen(plugin)
                || listed(event.spaceName())
                        .or(() -> atTheEnd(event))
                        .or(() -> known(event.spaceName()))
                        .map(list -> list.contains(plugin.plugin()))
                        .orElse(first);
    }

    private boolean isAlwaysOpen(Registration<?> plugin) {
        return plugin.alwaysActive() || (dropped && !OF_THE_ORIGINAL.contains(plugin.plugin()));
    }

    private Optional<List<String>> listed(String space) {
        return Names.isSpaceName(space)
                ? store.find(Locator.ofSpace(new SpaceName(space)))
                        .map(found -> new Space(found.entry()).activePlugins())
                : Optional.empty();
    }

    private static Optional<List<String>> atTheEnd(EntryEvent event) {
        boolean end =
                event.action() == ActionType.DELETE && event.resourceType().equals(Optional.of(ResourceType.SPACE));
        return end
                ? event.attributes().object("entry").map(entry -> entry.strings("active_plugins"))
                : Optional.empty();
    }

    /** Looks at what has happened, for events that are told late. */
    public void note(EntryEvent event) {
        atTheEnd(event).ifPresent(list -> {
            synchronized (gone) {
                gone.put(event.spaceName(), list);
            }
        });
    }

    private Optional<List<String>> known(String space) {
        synchronized (gone) {
            return Optional.ofNullable(gone.get(space));
        }
    }
}
