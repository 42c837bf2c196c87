package cc.dmart.plugin.git_history.internal;

import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commits what no event told of, such as archives that came in and files changed by hand, and packs the repository. Thread-safe. */
@Component
@DmartJob(plugin = "git_history", cron = "0 4 * * *", misfire = "once", timeout_ms = 3_600_000)
public final class NightlySnapshot implements ScheduledJob {
    private final GitHistory history;

    /** The job. */
    @Activate
    public NightlySnapshot(@Reference GitHistory history) {
        this.history = history;
    }

    @Override
    public void run(JobContext context) throws IOException {
        boolean unused = history.snapshot("what no event told of");
        history.pack();
    }
}
