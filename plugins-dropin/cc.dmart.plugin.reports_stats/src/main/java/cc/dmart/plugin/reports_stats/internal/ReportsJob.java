package cc.dmart.plugin.reports_stats.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the reports below {@code reports} of the spaces that name the plugin, once an hour. Thread-safe. */
@Component
@DmartJob(plugin = "reports_stats", cron = "15 * * * *")
public final class ReportsJob implements ScheduledJob {
    private static final Logger LOG = LoggerFactory.getLogger(ReportsJob.class);
    private static final String PLUGIN = "reports_stats";
    private static final String REPORTS = "/reports";
    private static final int PAGE = 100;
    private static final long MOST_SPACES = 10_000;

    private final DmartApi api;
    private final Reports reports;

    /** The job. */
    @Activate
    public ReportsJob(@Reference DmartApi api, @Reference Reports reports) {
        this.api = api;
        this.reports = reports;
    }

    @Override
    public void run(JobContext context) {
        JsonObject all =
                question("spaces", "management", "/").put("limit", MOST_SPACES).build();
        for (WireRecord space : api.asSystem().silently().query(all).records()) {
            if (space.attributes().strings("active_plugins").contains(PLUGIN)) {
                count(space.shortname());
            }
        }
    }

    private void count(String space) {
        try {
            int offset = 0;
            List<WireRecord> page;
            do {
                page = page(space, offset);
                for (WireRecord report : page) {
                    Locator at = Locator.of(space, report.subpath(), report.shortname(), report.resourceType());
                    var unused = reports.refresh(at, report, Instant.now());
                }
                offset += PAGE;
            } while (page.size() == PAGE && !Thread.currentThread().isInterrupted());
        } catch (DmartException e) {
            LOG.warn("The reports of {} cannot be counted: {}", space, e.getMessage());
        }
    }

    private List<WireRecord> page(String space, int offset) {
        return api.asSystem()
                .silently()
                .query(question("search", space, REPORTS)
                        .put("filter_types", JsonArray.ofStrings(List.of("content")))
                        .put("retrieve_json_payload", true)
                        .put("sort_by", "shortname")
                        .put("offset", offset)
                        .put("limit", PAGE)
                        .build())
                .records();
    }

    private static JsonObject.Builder question(String type, String space, String subpath) {
        return JsonObject.builder().put("type", type).put("space_name", space).put("subpath", subpath);
    }
}
