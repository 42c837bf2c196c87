package @package@;

import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once an hour how many events there were. Its settings come from {@code attributes} of {@code @name@.json}. */
@Component(configurationPid = "dmart.plugin.@name@")
@DmartJob(plugin = "@name@", cron = "0 * * * *")
@Designate(ocd = Report.Config.class)
public final class Report implements ScheduledJob {
    /** The settings, with their defaults. */
    @ObjectClassDefinition(name = "@name@", pid = "dmart.plugin.@name@")
    public @interface Config {
        @AttributeDefinition(description = "Fewer events than this are not worth a line")
        int threshold() default 1;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Report.class);

    private final Counter counter;
    private final int threshold;

    @Activate
    public Report(@Reference Counter counter, Config config) {
        this.counter = counter;
        this.threshold = config.threshold();
    }

    @Override
    public void run(JobContext context) {
        if (counter.count() >= threshold) {
            LOG.info("{} events so far", counter.count());
        }
    }
}
