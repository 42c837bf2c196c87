package cc.dmart.api.service;

import cc.dmart.api.model.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * A plugin and how it is doing ({@code plugins-events.md} 2.8). Thread-safe.
 *
 * @param name     shortname
 * @param version  version of the running jar; empty for a webhook
 * @param state    how it is doing
 * @param source   file name in the watched folder, or the symbolic name of a bundle that came with the server
 * @param sha256   hex sum of the running jar or definition
 * @param spi      range of {@code cc.dmart.api.plugin} that the jar imports
 * @param routes   paths of its resources
 * @param grants   what it may ({@link DeliveryService#GRANTS})
 * @param config   its configuration, secrets masked
 * @param problems sentences for the operator, newest first
 */
public record PluginStatus(
        String name,
        String version,
        State state,
        String source,
        String sha256,
        String spi,
        List<String> routes,
        Set<String> grants,
        JsonObject config,
        List<String> problems) {
    /** How a plugin is doing. */
    public enum State {
        /** It runs. */
        ACTIVE,
        /** Switched off by an operator. */
        DISABLED,
        /** Something that it needs is missing. */
        UNSATISFIED,
        /** It does not start. */
        FAILED,
        /** A hook or listener of it ignores interrupts. */
        STUCK,
        /** It is going. */
        DRAINING
    }

    /** With copies of the lists. */
    public PluginStatus {
        routes = List.copyOf(routes);
        grants = Set.copyOf(grants);
        problems = List.copyOf(problems);
    }

    /** Whether it runs. */
    public boolean isActive() {
        return state == State.ACTIVE;
    }
}
