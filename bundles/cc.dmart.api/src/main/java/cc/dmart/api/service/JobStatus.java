package cc.dmart.api.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A scheduled job ({@code plugins-events.md} 2.7). Thread-safe.
 *
 * @param plugin   name of the plugin
 * @param name     name of the job
 * @param schedule cron fields, or {@code every n ms}
 * @param running  whether it runs now
 * @param next     when it is due; empty if never
 * @param runs     the last 20 runs, newest first
 */
public record JobStatus(
        String plugin, String name, String schedule, boolean running, Optional<Instant> next, List<Run> runs) {
    /**
     * A run that has ended.
     *
     * @param began  when
     * @param millis how long it took
     * @param error  one sentence, empty if it went well
     */
    public record Run(Instant began, long millis, String error) {}

    /** With a copy of the list. */
    public JobStatus {
        runs = List.copyOf(runs);
    }
}
