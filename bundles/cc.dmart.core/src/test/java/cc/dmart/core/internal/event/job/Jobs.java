package cc.dmart.core.internal.event.job;

import cc.dmart.api.plugin.ScheduledJob;
import cc.dmart.core.internal.event.registration.PluginSetups;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;

/** Runners of jobs for tests of others. */
public final class Jobs {
    private Jobs() {}

    /** A runner that keeps its times in a folder. */
    public static JobRunner runner(Path folder, PluginSetups setups) {
        return new JobRunner(Clock.systemUTC(), ZoneOffset.UTC, folder, setups);
    }

    /** A job appears. */
    public static void add(JobRunner runner, ScheduledJob job, Map<String, Object> properties) {
        runner.addJob(job, properties, "b");
    }
}
