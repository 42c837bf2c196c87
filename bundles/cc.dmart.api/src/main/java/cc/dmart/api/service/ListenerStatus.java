package cc.dmart.api.service;

import cc.dmart.api.model.JsonObject;

/**
 * How a hook or listener of a plugin is doing ({@code plugins-events.md} 2.8). Thread-safe.
 *
 * @param plugin   name of the plugin
 * @param name     name of the hook or listener: that of the plugin and its component; also that of the cursor
 * @param phase    {@code before} or {@code after}
 * @param delivery {@code durable}, {@code besteffort} or {@code inline}; {@code hook} before
 * @param state    {@code ACTIVE}, {@code STUCK}, {@code WAITING} for an older version to go, for a grant or for plugins it
 *                 depends on, or {@code GONE} while the journal is kept for one that is not there
 * @param filters  what it wants to hear
 * @param ordinal  ascending order
 * @param lag      journal records that were not dealt with yet
 * @param delivered calls that went well
 * @param failed   calls that did not
 * @param retrying events that wait for another try
 * @param dead     events that were given up and are kept
 * @param dropped  best-effort events that were not delivered
 * @param p50Millis median duration of the last calls in milliseconds
 * @param p99Millis 99th percentile of the last calls in milliseconds
 * @param seconds  duration of all calls together in seconds
 * @param breaker  {@code CLOSED}, {@code OPEN} or {@code TRIAL}
 * @param problem  one sentence why it is not active, or empty
 */
public record ListenerStatus(
        String plugin,
        String name,
        String phase,
        String delivery,
        String state,
        JsonObject filters,
        int ordinal,
        long lag,
        long delivered,
        long failed,
        long retrying,
        long dead,
        long dropped,
        double p50Millis,
        double p99Millis,
        double seconds,
        String breaker,
        String problem) {}
