package cc.dmart.core.internal.event;

import java.util.List;

/** The plugins of this server ({@code plugins-events.md} 2.5, 2.8). Thread-safe. */
public interface PluginRegistry {
    /** Names of the active plugins, sorted, each once. */
    List<String> active();
}
