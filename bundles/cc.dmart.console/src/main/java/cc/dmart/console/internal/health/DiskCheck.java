package cc.dmart.console.internal.health;

import cc.dmart.api.service.MetricSource;
import cc.dmart.console.internal.Figures;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Room on the disks. Thread-safe. */
@Component(property = {HealthCheck.NAME + "=disk", HealthCheck.TAGS + "=disk"})
public final class DiskCheck implements HealthCheck {
    private static final double LITTLE = 1L << 30;
    private static final double TOO_LITTLE = 100L << 20;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<MetricSource> sources = List.of();

    @Override
    public Result execute() {
        Map<String, Double> figures = Figures.of(sources).values();
        FormattingResultLog log = new FormattingResultLog();
        tell(log, "spaces", figures.getOrDefault("dmart_storage_spaces_free_bytes", -1.0));
        tell(log, "journal", figures.getOrDefault("dmart_storage_journal_free_bytes", -1.0));
        return new Result(log);
    }

    static void tell(FormattingResultLog log, String what, double free) {
        long megabytes = Math.round(free / (1 << 20));
        if (free < 0) {
            log.info("room for {} is not known", what);
        } else if (free < TOO_LITTLE) {
            log.critical("{} MiB are left for {}", megabytes, what);
        } else if (free < LITTLE) {
            log.warn("{} MiB are left for {}", megabytes, what);
        } else {
            log.info("{} MiB are left for {}", megabytes, what);
        }
    }
}
