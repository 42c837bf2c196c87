package cc.dmart.plugin.db_entries_count_history.internal;

import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import java.io.IOException;
import java.time.LocalDateTime;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Counts once an hour. Thread-safe. */
@Component
@DmartJob(plugin = "db_entries_count_history", cron = "0 * * * *")
public final class HourlyCount implements ScheduledJob {
    private final DmartApi api;
    private final CountHistory history;

    /** The job. */
    @Activate
    public HourlyCount(@Reference DmartApi api, @Reference CountHistory history) {
        this.api = api;
        this.history = history;
    }

    @Override
    public void run(JobContext context) throws IOException {
        history.take(LocalDateTime.now(api.timezone()));
    }
}
