package cc.dmart.core.internal.health;

import cc.dmart.api.model.Space;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds names in {@code active_plugins} of a space that no plugin has ({@code plugins-events.md} 1.4). Thread-safe. */
final class PluginNames {
    /** What plugins of the original did and the server does by itself. */
    private static final Set<String> BUILT_IN = Set.of("action_log", "redis_db_update", "update_access_controls");

    private final Set<String> installed;

    /** @param installed names of the plugins, running or not */
    PluginNames(Set<String> installed) {
        this.installed = Set.copyOf(installed);
    }

    List<Issue> check(StoredEntry space) {
        Set<String> unknown = new TreeSet<>(new Space(space.entry()).activePlugins());
        unknown.removeAll(BUILT_IN);
        unknown.removeAll(installed);
        return unknown.stream()
                .map(name -> new Issue(
                        "plugin_not_installed",
                        Issue.Part.NONE,
                        name + ": named by space " + space.at().space() + ", not installed"))
                .toList();
    }
}
