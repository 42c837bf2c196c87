package cc.dmart.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs by the clock ({@code plugins-events.md} 2.2, 2.7): a service with {@value PluginProperties#CRON} or
 * {@value PluginProperties#INTERVAL_MS}. Runs of one job never overlap; a run that takes longer than
 * {@value PluginProperties#TIMEOUT_MS} (10 minutes by default) is interrupted and counts as failed.
 */
@ConsumerType
@FunctionalInterface
public interface ScheduledJob {
    /** One run; an exception is logged and kept in the list of runs. */
    @SuppressWarnings("checkstyle:IllegalThrows") // a job may fail in any way; the guard counts it
    void run(JobContext context) throws Exception;
}
