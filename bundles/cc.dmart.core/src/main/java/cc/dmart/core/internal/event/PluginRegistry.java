package cc.dmart.core.internal.event;

import cc.dmart.api.service.DeliveryService.Setup;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The plugins of this server ({@code plugins-events.md} 2.5, 2.8). Thread-safe. */
public interface PluginRegistry {
    /**
     * Where things are and what the time is.
     *
     * @param data   data folder
     * @param spaces folder of the spaces, if the store has files
     * @param zone   of times without one
     */
    record Places(Path data, Optional<Path> spaces, ZoneId zone) {}

    /** Where things are; those of a server without settings unless told otherwise. */
    default Places places() {
        return new Places(Path.of("data"), Optional.empty(), ZoneOffset.UTC);
    }

    /** Names of the active plugins, sorted, each once. */
    List<String> active();

    /** What is laid down about a plugin. */
    default Setup setup(String plugin) {
        return Setup.FREE;
    }
}
